//! The two scripts that run a study on Slurm: an array of shards, and the merge after it.
//!
//! What can happen to a task, and what the script does about it:
//!
//! | event | the simulator | the task |
//! |---|---|---|
//! | its shards are done | exits 0, or 3 if some runs failed | ends; 3 is told in its log and by the merge |
//! | its time is nearly up, or it is preempted: TERM | stops in good order, exits 75 | puts itself back into the queue |
//! | its node dies | is gone | Slurm puts it back into the queue (`--requeue`) |
//! | it is cancelled: TERM, while Slurm is ending it | stops in good order, exits 75 | stays cancelled |
//! | something is wrong | exits otherwise | goes on with its other shards, then fails |
//!
//! A task that starts again goes on where it was (`--resume`); shards that are done are only looked at. Whether the study is
//! complete is judged by the merge from the results, never from what the scheduler believes.

use crate::output::shell::word;

/// Where scripts and logs lie, in the folder of the results.
pub(super) const FOLDER: &str = "slurm";
/// The script of the array.
pub(super) const ARRAY: &str = "array.sbatch";
/// The script of the merge.
pub(super) const MERGE: &str = "merge.sbatch";

/// What the scripts are to do.
#[derive(Debug, Clone, Copy)]
pub(super) struct Scripts<'a> {
    /// Name of the study: letters, digits, dots, underscores and hyphens.
    pub(super) name: &'a str,
    /// The program, an absolute path.
    pub(super) program: &'a str,
    /// What names the study to `comity run`: the config, and what is changed in it.
    pub(super) arguments: &'a [String],
    /// The folder of the results, an absolute path.
    pub(super) out: &'a str,
    /// Number of shards.
    pub(super) shards: u32,
    /// Number of tasks, at most that of shards.
    pub(super) tasks: u32,
}

impl Scripts<'_> {
    /// The script of the array.
    pub(super) fn array(&self) -> String {
        self.filled(ARRAY_SCRIPT)
    }

    /// The script of the merge.
    pub(super) fn merge(&self) -> String {
        self.filled(MERGE_SCRIPT)
    }

    /// A script with its marks filled in, each once: what is filled in may look like a mark itself.
    fn filled(&self, script: &str) -> String {
        let mut filled = String::new();
        let mut rest = script;
        while let Some((before, after)) = rest.split_once('@') {
            filled += before;
            let (mark, beyond) = after.split_once('@').unwrap_or((after, ""));
            let value = match mark {
                "NAME" => self.name.to_owned(),
                "SHARDS" => self.shards.to_string(),
                "TASKS" => self.tasks.to_string(),
                "PROGRAM" => word(self.program),
                "OUT" => word(self.out),
                "ARGUMENTS" => self.arguments.iter().map(|argument| word(argument)).collect::<Vec<_>>().join(" "),
                _ => {
                    filled.push('@');
                    rest = after;
                    continue;
                }
            };
            filled += &value;
            rest = beyond;
        }
        filled + rest
    }
}

const ARRAY_SCRIPT: &str = include_str!("array.sbatch");
const MERGE_SCRIPT: &str = include_str!("merge.sbatch");

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_filled_in_is_not_filled_again() {
        let arguments = ["@OUT@ @NAME@".to_owned(), "$(x) @ARGUMENTS@".to_owned(), "a\nb".to_owned()];
        let scripts = Scripts {
            name: "w",
            program: "/bin/@OUT@",
            arguments: &arguments,
            out: "/@ARGUMENTS@'",
            shards: 3,
            tasks: 2,
        };
        let script = scripts.array();
        for line in [
            "program=/bin/@OUT@",
            r"out='/@ARGUMENTS@'\'''",
            r"study=('@OUT@ @NAME@' '$(x) @ARGUMENTS@' $'a\012b')",
            "#SBATCH --signal=B:TERM@60",
            "#SBATCH --job-name=w",
        ] {
            assert!(script.lines().any(|own| own == line), "{line}\n{script}");
        }
        assert!(scripts.merge().ends_with("exec /bin/@OUT@ merge '/@ARGUMENTS@'\\'''\n"), "{}", scripts.merge());
    }
}
