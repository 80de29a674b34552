//! Which shard is this? Engines that start many copies of a command tell each copy its number in the environment.
//!
//! `--shard auto` asks them in the order of this table; the first that is there answers.
//!
//! | engine | index | count | counted from |
//! |---|---|---|---|
//! | Slurm, a task of an array | `SLURM_ARRAY_TASK_ID` | `COMITY_SHARDS`, else `SLURM_ARRAY_TASK_COUNT` | `SLURM_ARRAY_TASK_MIN`, by `SLURM_ARRAY_TASK_STEP` |
//! | Kubernetes, a pod of an indexed job | `JOB_COMPLETION_INDEX` | `COMITY_SHARDS` | 0 |
//! | Open MPI, a rank of `mpirun` | `OMPI_COMM_WORLD_RANK` | `OMPI_COMM_WORLD_SIZE` | 0 |
//! | MPICH, Intel MPI, a rank of `mpiexec` | `PMI_RANK` | `PMI_SIZE` | 0 |
//! | PMIx, a rank of `prun` | `PMIX_RANK` | `COMITY_SHARDS`, else `SLURM_STEP_NUM_TASKS` | 0 |
//! | Slurm, a task of `srun` | `SLURM_PROCID` | `SLURM_STEP_NUM_TASKS` | 0 |
//!
//! Narrow comes before wide: inside a task of an array Slurm sets `SLURM_PROCID` as well, to 0 for all of them, and a rank of
//! `mpirun` inherits that of the shell that started it. A task of an array that in turn starts several ranks could mean either,
//! and is refused.
//!
//! Only some tasks of an array (`--array=2,5`) do not know how many there were. With `COMITY_SHARDS` set the number of
//! the task is the number of the shard, from 0; without it such an array is refused where it can be told: it has gaps, or starts
//! at neither 0 nor 1.

/// Index and count of the shard that the environment asks for, as `--shard INDEX/COUNT` would give them.
///
/// `get` looks a variable up, as `std::env::var` does.
///
/// # Errors
/// No engine is there, a variable it should set is missing or no whole number, or its numbers do not go together; the message
/// names the variables.
pub fn from_environment(get: impl Fn(&str) -> Option<String>) -> Result<(u32, u32), String> {
    let environment = Environment { get };
    if environment.has(ARRAY) {
        return environment.array();
    }
    let Some(engine) = ENGINES.iter().find(|engine| environment.has(engine.index)) else {
        let looked: Vec<&str> = std::iter::once(ARRAY).chain(ENGINES.iter().map(|engine| engine.index)).collect();
        return Err(format!(
            "--shard auto: no engine says which shard this is; looked for {}; give --shard INDEX/COUNT, from 0",
            looked.join(", ")
        ));
    };
    let count = environment.first(engine.counts, engine.index)?;
    environment.shard(engine.index, 0, count)
}

/// An engine whose copies are counted from 0.
struct Engine {
    /// Holds the index.
    index: &'static str,
    /// Hold the count; the first that is set.
    counts: &'static [&'static str],
}

/// After the arrays of Slurm, in order of precedence.
const ENGINES: [Engine; 5] = [
    Engine { index: "JOB_COMPLETION_INDEX", counts: &[COUNT] },
    Engine { index: "OMPI_COMM_WORLD_RANK", counts: &["OMPI_COMM_WORLD_SIZE"] },
    Engine { index: "PMI_RANK", counts: &["PMI_SIZE"] },
    Engine { index: "PMIX_RANK", counts: &[COUNT, STEP_TASKS] },
    Engine { index: "SLURM_PROCID", counts: &[STEP_TASKS] },
];

/// The count for engines that do not tell it; set by whoever starts them.
const COUNT: &str = "COMITY_SHARDS";
/// Tasks of `srun`; the shell of a batch script has `SLURM_PROCID` and `SLURM_NTASKS` too, but is one process.
const STEP_TASKS: &str = "SLURM_STEP_NUM_TASKS";
const ARRAY: &str = "SLURM_ARRAY_TASK_ID";
const FIRST: &str = "SLURM_ARRAY_TASK_MIN";
const LAST: &str = "SLURM_ARRAY_TASK_MAX";
const STEP: &str = "SLURM_ARRAY_TASK_STEP";

struct Environment<G> {
    get: G,
}

impl<G: Fn(&str) -> Option<String>> Environment<G> {
    /// A variable; empty is as good as not set.
    fn text(&self, name: &str) -> Option<String> {
        (self.get)(name).filter(|value| !value.trim().is_empty())
    }

    fn has(&self, name: &str) -> bool {
        self.text(name).is_some()
    }

    fn number(&self, name: &str) -> Result<Option<u32>, String> {
        let Some(text) = self.text(name) else { return Ok(None) };
        let number = text.trim().parse();
        number.map(Some).map_err(|_| format!("--shard auto: {name}: expected a whole number, found {text:?}"))
    }

    /// The first of some variables that is set.
    fn first(&self, names: &[&str], beside: &str) -> Result<u32, String> {
        for name in names {
            if let Some(number) = self.number(name)? {
                return Ok(number);
            }
        }
        let hint = if names.contains(&STEP_TASKS) { ", as srun does for the tasks it starts" } else { "" };
        let names = names.join(" or ");
        Err(format!("--shard auto: {beside} says which shard this is, but not of how many; set {names}{hint}"))
    }

    /// The shard of an index counted from `first`.
    fn shard(&self, index: &str, first: u32, count: u32) -> Result<(u32, u32), String> {
        let number = self.number(index)?.unwrap_or_default();
        match number.checked_sub(first) {
            Some(shard) if shard < count => Ok((shard, count)),
            _ => Err(format!(
                "--shard auto: {index} is {number}, outside the {count} shards numbered from {first}; \
                 is {COUNT} or the size of the array right?"
            )),
        }
    }

    /// A task of a Slurm array.
    fn array(&self) -> Result<(u32, u32), String> {
        for size in ["OMPI_COMM_WORLD_SIZE", "PMI_SIZE", STEP_TASKS] {
            if let Some(ranks @ 2..) = self.number(size)? {
                return Err(format!(
                    "--shard auto: {ARRAY} and {size} = {ranks} both split the work; \
                     use an array or ranks, not both, or give --shard INDEX/COUNT"
                ));
            }
        }
        if let Some(count) = self.number(COUNT)? {
            return self.shard(ARRAY, 0, count);
        }
        let count = self.first(&["SLURM_ARRAY_TASK_COUNT"], ARRAY)?;
        let first = self.first(&[FIRST], ARRAY)?;
        let step = self.number(STEP)?.unwrap_or(1).max(1);
        let last = self.number(LAST)?.unwrap_or_else(|| first.saturating_add(count.saturating_sub(1) * step));
        let whole = first <= 1 && last.checked_sub(first).is_some_and(|span| span / step + 1 == count);
        if !whole {
            return Err(format!(
                "--shard auto: an array of {count} tasks from {first} to {last} looks like a part of a larger one; \
                 set {COUNT} to the number of all shards, or give --shard INDEX/COUNT"
            ));
        }
        let number = self.number(ARRAY)?.unwrap_or_default();
        match number.checked_sub(first) {
            Some(span) if span % step == 0 && span / step < count => Ok((span / step, count)),
            _ => {
                Err(format!("--shard auto: {ARRAY} is {number}, no task of an array from {first} to {last} by {step}"))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What an environment of `NAME=VALUE` words gives.
    fn shard(words: &str) -> Result<(u32, u32), String> {
        from_environment(|name| {
            words.split_whitespace().find_map(|word| word.strip_prefix(name)?.strip_prefix('=').map(str::to_owned))
        })
    }

    fn array(id: u32, first: u32, last: u32, step: u32, count: u32) -> String {
        format!("{ARRAY}={id} {FIRST}={first} {LAST}={last} {STEP}={step} SLURM_ARRAY_TASK_COUNT={count}")
    }

    #[test]
    fn an_array_counts_from_its_first_task() {
        assert_eq!(shard(&array(4, 0, 6, 1, 7)), Ok((4, 7)));
        assert_eq!(shard(&array(1, 1, 7, 1, 7)), Ok((0, 7)));
        assert_eq!(shard(&array(7, 1, 7, 1, 7)), Ok((6, 7)));
        assert_eq!(shard(&array(8, 0, 12, 4, 4)), Ok((2, 4)), "--array=0-12:4");
        assert_eq!(shard(&array(8, 0, 15, 4, 4)), Ok((2, 4)), "--array=0-15:4 ends at 12");
    }

    #[test]
    fn an_array_wins_over_the_srun_inside_it() {
        let inside = format!("SLURM_PROCID=0 SLURM_STEP_NUM_TASKS=1 PMI_RANK=0 PMI_SIZE=1 {}", array(3, 0, 6, 1, 7));
        assert_eq!(shard(&inside), Ok((3, 7)));
    }

    #[test]
    fn several_ranks_in_a_task_of_an_array_are_refused() {
        let said = shard(&format!("OMPI_COMM_WORLD_RANK=1 OMPI_COMM_WORLD_SIZE=4 {}", array(3, 0, 6, 1, 7)));
        assert!(said.as_ref().is_err_and(|said| said.contains("both split the work")), "{said:?}");
    }

    #[test]
    fn a_part_of_an_array_needs_the_count_of_the_whole() {
        for part in [array(5, 2, 5, 1, 2), array(3, 3, 4, 1, 2), array(5, 0, 5, 1, 3)] {
            let said = shard(&part);
            assert!(said.as_ref().is_err_and(|said| said.contains("part of a larger one")), "{part}: {said:?}");
        }
        assert_eq!(shard(&format!("COMITY_SHARDS=7 {}", array(5, 2, 5, 1, 2))), Ok((5, 7)));
        let beyond = shard(&format!("COMITY_SHARDS=7 {}", array(7, 7, 7, 1, 1)));
        assert!(beyond.as_ref().is_err_and(|said| said.contains("is 7, outside the 7 shards")), "{beyond:?}");
    }

    #[test]
    fn each_engine_names_its_shard() {
        assert_eq!(shard("JOB_COMPLETION_INDEX=2 COMITY_SHARDS=5"), Ok((2, 5)));
        assert_eq!(shard("OMPI_COMM_WORLD_RANK=1 OMPI_COMM_WORLD_SIZE=4"), Ok((1, 4)));
        assert_eq!(shard("PMI_RANK=3 PMI_SIZE=4"), Ok((3, 4)));
        assert_eq!(shard("PMIX_RANK=3 COMITY_SHARDS=4"), Ok((3, 4)));
        assert_eq!(shard("SLURM_PROCID=5 SLURM_STEP_NUM_TASKS=6"), Ok((5, 6)));
    }

    #[test]
    fn a_rank_wins_over_the_batch_script_that_started_it() {
        let inside = "OMPI_COMM_WORLD_RANK=2 OMPI_COMM_WORLD_SIZE=3 PMIX_RANK=2 SLURM_PROCID=0 SLURM_STEP_NUM_TASKS=1";
        assert_eq!(shard(inside), Ok((2, 3)));
        assert_eq!(shard("PMIX_RANK=2 SLURM_PROCID=2 SLURM_STEP_NUM_TASKS=3"), Ok((2, 3)), "srun --mpi=pmix");
    }

    #[test]
    fn errors_name_the_variables() {
        let none = shard("HOME=/root SLURM_PROCID=").unwrap_err();
        for name in [ARRAY, "JOB_COMPLETION_INDEX", "OMPI_COMM_WORLD_RANK", "PMI_RANK", "PMIX_RANK", "SLURM_PROCID"] {
            assert!(none.contains(name), "{none}");
        }
        assert!(shard("JOB_COMPLETION_INDEX=2").unwrap_err().contains("set COMITY_SHARDS"));
        assert!(shard("SLURM_PROCID=0 SLURM_NTASKS=4").unwrap_err().contains("as srun does"), "a batch script's shell");
        assert!(shard("PMI_RANK=x PMI_SIZE=4").unwrap_err().contains("PMI_RANK: expected a whole number, found \"x\""));
        assert!(shard("PMI_RANK=4 PMI_SIZE=4").unwrap_err().contains("outside the 4 shards"));
    }
}
