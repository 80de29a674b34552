//! Caveats in words, in either language.

use super::{Caveat, Places};
use crate::config::report_options::Language;
use crate::question::layout::short;
use crate::question::words::{Words, counted};

impl Caveat {
    /// A sentence or two.
    pub fn text(&self, language: Language) -> String {
        match language {
            Language::English => self.english(),
            Language::Chinese => self.chinese(),
        }
    }

    fn english(&self) -> String {
        match self {
            Self::Quick { runs, rounds } => {
                let each = runs.map(|runs| format!("{} of each cell, ", counted(runs as usize, "run")));
                let each = each.unwrap_or_default();
                format!("This was a quick look: {each}{rounds} rounds. The study itself may well say otherwise.")
            }
            Self::QuickMatches { repetitions, turns } => {
                let turns = turns.map(|turns| format!(" of {turns} turns")).unwrap_or_default();
                format!(
                    "This was a quick look: {repetitions} repetitions{turns}. The tournament itself may well say otherwise."
                )
            }
            Self::Failed { runs } => {
                let left = if *runs == 1 { "is" } else { "are" };
                let runs = counted(*runs as usize, "run");
                format!("{runs} failed and {left} left out; failures.csv says why, and how to repeat each.")
            }
            Self::Drifting { runs, of } => format!(
                "{runs} of {} still drifting in the window (column drifting): they have not settled, and longer runs may say otherwise.",
                counted(*of as usize, "run")
            ),
            Self::Capped { cells, runs, half_width } => format!(
                "{} of {} reached the most runs ({runs}) before P(hold) was known to +-{}: {}.",
                cells.count,
                counted(cells.of, "cell"),
                short(*half_width),
                listed(cells, Words(Language::English))
            ),
            Self::NoEffects => "Effects need at least 2 replicates of each cell; there is no answer.csv.".to_owned(),
            Self::NoSensitivity { why } => format!("Nothing can be said of what the outcome depends on: {why}."),
            Self::WideIndex { key, width, expected } => format!(
                "The indices have not converged: the 95% interval of the total index of {key} is {width:.2} wide, expected less than {expected}; a larger n would narrow it."
            ),
            Self::Reordered { above, below } => format!(
                "The indices have not converged: {above} ranks above {below} on all points, but not on the first half of them; a larger n would tell."
            ),
            Self::NoIntervals => "The indices are not known to have converged: there are no intervals.".to_owned(),
            Self::Chance { share } => format!(
                "About {:.0}% of the variance is chance within cells; more replicates would lower it.",
                100.0 * share
            ),
            Self::SearchFailed { lines } => english_lines(lines, "a run failed, and the search with it"),
            Self::SearchUndecided { lines } => {
                english_lines(lines, "the search ran out of runs undecided; a larger `max` would tell")
            }
            Self::Beyond { lines } => english_lines(
                lines,
                "a crossing may lie beyond the stretch searched, and an end of its interval is then no bound",
            ),
            Self::Wide { lines } => {
                english_lines(lines, "the interval is not as narrow as asked; a larger `max` would tell")
            }
            Self::NotMonotone { lines } => {
                english_lines(lines, "the runs refute that P(hold) is monotone, which its interval assumes")
            }
            Self::Hysteresis { lines } => english_lines(
                lines,
                "there is a hysteresis loop: what holds depends on where a world comes from, and the critical value is that of the usual start",
            ),
            Self::HysteresisUndecided { lines } => {
                english_lines(lines, "hysteresis is undecided; more replicates or rounds would tell")
            }
            Self::Blocs { cells, of, largest } => format!(
                "In {cells} of {} mutual trust keeps within blocs (modularity up to {}): means over all pairs hide that division.",
                counted(*of, "cell"),
                short(*largest)
            ),
            Self::NotRecorded => {
                "The build that made this result kept no list of caveats; running the study again gives one.".to_owned()
            }
        }
    }

    fn chinese(&self) -> String {
        match self {
            Self::Quick { runs, rounds } => {
                let each = runs.map(|runs| format!("每格 {runs} 次运行，")).unwrap_or_default();
                format!("这是快速浏览：{each}每次 {rounds} 轮；正式研究的结论可能不同。")
            }
            Self::QuickMatches { repetitions, turns } => {
                let turns = turns.map(|turns| format!("，每场 {turns} 轮")).unwrap_or_default();
                format!("这是快速浏览：{repetitions} 次重复{turns}；正式锦标赛的结论可能不同。")
            }
            Self::Failed { runs } => {
                format!("有 {runs} 次运行失败，未计入；原因及重做方法见 failures.csv。")
            }
            Self::Drifting { runs, of } => format!(
                "{of} 次运行中有 {runs} 次在窗口内仍在漂移（drifting 列）：尚未稳定，更长的运行可能得出不同结论。"
            ),
            Self::Capped { cells, runs, half_width } => format!(
                "{} 格中有 {} 格达到运行次数上限（{runs}）时 P(合作维持) 仍未精确到 ±{}：{}。",
                cells.of,
                cells.count,
                short(*half_width),
                listed(cells, Words(Language::Chinese))
            ),
            Self::NoEffects => "估计效应需要每格至少 2 次重复；没有 answer.csv。".to_owned(),
            Self::NoSensitivity { why } => format!("无法判断结果取决于哪些参数：{why}。"),
            Self::WideIndex { key, width, expected } => format!(
                "指数尚未收敛：{key} 的总效应指数的 95% 区间宽 {width:.2}，应小于 {expected}；增大 n 可使其变窄。"
            ),
            Self::Reordered { above, below } => {
                format!(
                    "指数尚未收敛：{above} 在全部样本点上排在 {below} 之前，在前一半样本点上却不然；增大 n 可判断。"
                )
            }
            Self::NoIntervals => "不知指数是否收敛：没有区间。".to_owned(),
            Self::Chance { share } => {
                format!("方差中约 {:.0}% 为各格内部的随机波动；增加重复次数可使其降低。", 100.0 * share)
            }
            Self::SearchFailed { lines } => chinese_lines(lines, "有一次运行失败，搜索随之中止"),
            Self::SearchUndecided { lines } => chinese_lines(lines, "搜索用完运行次数仍未定；增大 `max` 可判断"),
            Self::Beyond { lines } => chinese_lines(lines, "临界点可能在所搜索的区段之外，其区间的一端因而不是界限"),
            Self::Wide { lines } => chinese_lines(lines, "区间未达到所要求的精度；增大 `max` 可改进"),
            Self::NotMonotone { lines } => {
                chinese_lines(lines, "运行结果否定了 P(合作维持) 单调，而其区间以单调为前提")
            }
            Self::Hysteresis { lines } => {
                chinese_lines(lines, "存在滞后回线：结果取决于世界从何处而来，所给临界值属于通常的起点")
            }
            Self::HysteresisUndecided { lines } => chinese_lines(lines, "是否存在滞后未定；更多重复或轮数可判断"),
            Self::Blocs { cells, of, largest } => format!(
                "{of} 格中有 {cells} 格的相互信任局限于集团之内（模块度最高 {}）：对全体取均值会掩盖这种分裂。",
                short(*largest)
            ),
            Self::NotRecorded => "生成本结果的程序版本未记录注意事项；重新运行本研究即可得到。".to_owned(),
        }
    }
}

/// The first places in words, and how many more there are.
fn listed(places: &Places, words: Words) -> String {
    let mut text = places.first.join(words.pick("; ", "；"));
    let more = places.count - places.first.len().min(places.count);
    if more > 0 {
        text += &words.pick(format!("; and {more} more"), format!("；另有 {more} 处"));
    }
    text
}

/// A remark on some of the lines; of a study of one line that is clear.
fn english_lines(lines: &Places, what: &str) -> String {
    match lines.of {
        1 => format!("On the line searched {what}."),
        _ => format!("On {} of {} lines {what}: {}.", lines.count, lines.of, listed(lines, Words(Language::English))),
    }
}

fn chinese_lines(lines: &Places, what: &str) -> String {
    match lines.of {
        1 => format!("所搜索的线上{what}。"),
        _ => format!("{} 条线中有 {} 条{what}：{}。", lines.of, lines.count, listed(lines, Words(Language::Chinese))),
    }
}
