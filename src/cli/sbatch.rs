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

/// Where scripts and logs lie, in the folder of the results.
pub(super) const FOLDER: &str = "slurm";
/// The script of the array.
pub(super) const ARRAY: &str = "array.sbatch";
/// The script of the merge.
pub(super) const MERGE: &str = "merge.sbatch";

/// What the scripts are to do.
#[derive(Debug, Clone, Copy)]
pub(super) struct Order<'a> {
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

impl Order<'_> {
    /// The script of the array.
    pub(super) fn array(&self) -> String {
        let arguments: Vec<String> = self.arguments.iter().map(|word| quoted(word)).collect();
        ARRAY_SCRIPT
            .replace("@NAME@", self.name)
            .replace("@SHARDS@", &self.shards.to_string())
            .replace("@TASKS@", &self.tasks.to_string())
            .replace("@PROGRAM@", &quoted(self.program))
            .replace("@OUT@", &quoted(self.out))
            // Last, for it may hold anything.
            .replace("@ARGUMENTS@", &arguments.join(" "))
    }

    /// The script of the merge.
    pub(super) fn merge(&self) -> String {
        MERGE_SCRIPT
            .replace("@NAME@", self.name)
            .replace("@PROGRAM@", &quoted(self.program))
            .replace("@OUT@", &quoted(self.out))
    }
}

/// A word as the shell reads it back: as it is if it is harmless, else in single quotes.
pub(super) fn quoted(word: &str) -> String {
    let harmless = |c: char| c.is_ascii_alphanumeric() || "-_./=:,%+@".contains(c);
    if !word.is_empty() && word.chars().all(harmless) {
        return word.to_owned();
    }
    format!("'{}'", word.replace('\'', r"'\''"))
}

const ARRAY_SCRIPT: &str = include_str!("array.sbatch");
const MERGE_SCRIPT: &str = include_str!("merge.sbatch");
