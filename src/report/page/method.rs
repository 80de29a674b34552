//! How a study was done: its runs, what holding means, its intervals and random numbers.

use super::html::escaped;
use crate::batch::{Reading, Task};
use crate::config::structs::Seeds;
use crate::question::layout::short;
use crate::question::words::{Words, counted};

pub(super) fn text(result: &Reading, words: Words) -> String {
    let mut said: Vec<String> = Vec::new();
    let config = result.task.config();
    if let Task::Worlds(plan) = &result.task {
        let course = config.course();
        let (cells, runs) = (result.manifest.cells, result.manifest.runs);
        let (rounds, window, threshold) = (course.rounds, course.window, 100.0 * course.threshold);
        let study = plan.design.kind.name();
        said.push(words.pick(
            format!("Study: {study}; {}, {} of {rounds} rounds.", counted(cells, "cell"), counted(runs, "run")),
            format!("研究类型：{study}；{cells} 格，{runs} 次运行，每次 {rounds} 轮。"),
        ));
        said.push(words.pick(
            format!(
                "A run holds if at least {}% of all choices in its last {window} rounds are cooperation; P(hold) is the share of such runs.",
                short(threshold)
            ),
            format!("若最后 {window} 轮中至少 {}% 的选择为合作，则该次运行中合作得以维持；P(合作维持) 为此类运行所占比例。", short(threshold)),
        ));
        said.push(
            words
                .pick(
                    "Intervals are at 95%: of P(hold) Clopper and Pearson's (with sequential replicates one valid at every look), of means whose range is known Gaffke's, which is unproved though no counterexample is known, of others Student's, which is approximate and missing where all runs agree; more in columns.csv.",
                    "区间均为 95%：P(合作维持) 用 Clopper-Pearson 区间（序贯重复时用任意时刻有效的区间），取值范围已知的均值用 Gaffke 区间（尚无证明，亦无已知反例），其余均值用 Student 区间（近似；各次运行完全一致时不给出）；其余见 columns.csv。",
                )
                .to_owned(),
        );
        let common = config.seeds == Seeds::Common;
        said.push(
            if common {
                words.pick(
                    "Replicate r meets the same random numbers in every cell, so that cells are compared like with like.",
                    "各格的第 r 次重复使用相同的随机数，因而各格可以逐次配对比较。",
                )
            } else {
                words.pick("Every cell has random numbers of its own.", "各格使用各自独立的随机数。")
            }
            .to_owned(),
        );
    }
    said.push(
        words
            .pick(
                "The model's equations, with their sources, stand at the head of the source files; ODD.md describes the model by the ODD protocol.",
                "模型的方程及其出处写在各源文件开头；ODD.md 按 ODD 规范描述模型。",
            )
            .to_owned(),
    );
    said.iter().map(|sentence| format!("<p>{}</p>\n", escaped(sentence))).collect()
}
