//! The parameter tables of `ODD.md`, from the schema of the config.

use super::keys::Tables;

const BEGIN: &str = "<!-- generated: ";
const END: &str = "<!-- end -->";

/// The page with every `<!-- generated: TABLE -->` followed by the keys of that table.
pub(crate) fn filled(page: &str) -> String {
    let tables = Tables::new();
    let mut text = String::new();
    let mut rest = page;
    while let Some((before, after)) = rest.split_once(BEGIN) {
        let (path, after) = after.split_once(" -->").expect("a mark that ends");
        let (_, after) = after.split_once(END).unwrap_or_else(|| panic!("{path}: no {END} after it"));
        let table = tables.at(path).table().replace("](#", "](configs/REFERENCE.md#");
        text += &format!("{before}{BEGIN}{path} -->\n\n{table}\n{END}");
        rest = after;
    }
    assert!(text.matches(BEGIN).count() > 10, "the parameters have to be in the protocol");
    text + rest
}
