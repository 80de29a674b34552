//! Submitting a study to Slurm: the scripts, what sbatch is told, and what is said when it refuses. Slurm is played by shell scripts.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use crate::desk::{Desk, output};

/// Notes its arguments, one a line, and answers with ids from 41.
const SBATCH: &str = "#!/bin/sh
printf '%s\\n' \"$@\" >> \"$0.said\"
echo -- >> \"$0.said\"
echo $((40 + $(grep -c '^--$' \"$0.said\")))
";

/// A folder with a place for commands: first on the PATH, a Slurm.
fn desk() -> Desk {
    let desk = Desk::new();
    fs::create_dir(desk.path("bin")).unwrap();
    desk
}

impl Desk {
    /// A command on the PATH.
    fn put(&self, name: &str, script: &str) {
        // Whatever this process has open for writing may for a moment be open in a child that another test starts, and
        // what is open for writing cannot be run: so it is a process of its own that writes the command.
        self.write("script", script);
        let path = self.path("bin").join(name);
        assert!(
            Command::new("install").arg("-m").arg("755").arg(self.path("script")).arg(path).status().unwrap().success()
        );
    }

    fn slurm(&self, largest: u32) {
        self.put("sbatch", SBATCH);
        self.put("scontrol", &format!("#!/bin/sh\necho 'MailProg = x'\necho 'MaxArraySize            = {largest}'\n"));
    }

    /// What sbatch was told, a list of arguments for each call.
    fn told(&self) -> Vec<Vec<String>> {
        let said = fs::read_to_string(self.path("bin/sbatch.said")).unwrap_or_default();
        let calls = said.split("--\n").map(|call| call.lines().map(str::to_owned).collect::<Vec<_>>());
        calls.filter(|call| !call.is_empty()).collect()
    }

    fn submit(&self, args: &[&str]) -> Output {
        let path = format!("{}:/usr/bin:/bin", self.path("bin").display());
        let mut command = self.command(&["submit", "slurm"]);
        command.env("PATH", path).args(args);
        output(command)
    }

    fn done(&self, args: &[&str]) -> (String, String) {
        let output = self.submit(args);
        let [out, said] = [&output.stdout, &output.stderr].map(|bytes| String::from_utf8_lossy(bytes).into_owned());
        assert!(output.status.success(), "{args:?}: {said}");
        (out, said)
    }

    fn fails(&self, args: &[&str]) -> String {
        let output = self.submit(args);
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(2), "{args:?}: {said}");
        said
    }
}

/// What bash makes of a script's assignments: each value on a line.
fn read_back(script: &Path, values: &str) -> Vec<String> {
    let text = fs::read_to_string(script).unwrap();
    let assignments: String = text
        .lines()
        .filter(|line| ["program=", "out=", "study=", "shards=", "tasks="].iter().any(|name| line.starts_with(name)))
        .map(|line| format!("{line}\n"))
        .collect();
    let output = Command::new("bash").arg("-c").arg(format!("{assignments}printf '%s\\n' {values}")).output().unwrap();
    String::from_utf8(output.stdout).unwrap().lines().map(str::to_owned).collect()
}

#[test]
fn a_dry_run_shows_everything_and_does_nothing() {
    let desk = desk();
    desk.put("scontrol", "#!/bin/sh\nexit 1\n");
    let (shown, said) = desk.done(&["baseline", "--shards", "7", "--out", "mine", "--dry-run", "--", "--time=60"]);
    let out = desk.path("mine");
    let out = out.display();
    for line in [
        "#SBATCH --job-name=baseline",
        "#SBATCH --requeue",
        "#SBATCH --open-mode=append",
        "#SBATCH --signal=B:TERM@60",
        "#SBATCH --output=%A_%a.log",
        "study=(baseline)",
        "shards=7",
        "tasks=7",
        "#SBATCH --job-name=baseline-merge",
    ] {
        assert!(shown.lines().any(|shown| shown == line), "{line}: {shown}");
    }
    let tail = format!(
        "# the commands\n\
         sbatch --parsable --time=60 --array=0-6 --chdir={out}/slurm {out}/slurm/array.sbatch\n\
         sbatch --parsable --time=60 --dependency=afterany:$ID --kill-on-invalid-dep=yes --chdir={out}/slurm \
         {out}/slurm/merge.sbatch\n"
    );
    assert!(shown.ends_with(&tail), "{shown}");
    for mark in ["@NAME@", "@PROGRAM@", "@OUT@", "@ARGUMENTS@", "@SHARDS@", "@TASKS@"] {
        assert!(!shown.contains(mark), "{mark}: {shown}");
    }
    assert!(said.contains("MaxArraySize"), "{said}");
    assert!(!desk.path("mine").exists());
}

#[test]
fn the_array_comes_first_and_the_merge_waits_for_it() {
    let desk = desk();
    desk.slurm(1001);
    let (_, said) = desk.done(&["baseline", "--shards", "7", "--at-once", "3", "--out", "mine", "--", "--qos=low"]);
    let place = desk.path("mine/slurm");
    let place = place.display();
    let array =
        ["--parsable", "--qos=low", "--array=0-6%3", &format!("--chdir={place}"), &format!("{place}/array.sbatch")];
    let merge = [
        "--parsable",
        "--qos=low",
        "--dependency=afterany:41",
        "--kill-on-invalid-dep=yes",
        &format!("--chdir={place}"),
        &format!("{place}/merge.sbatch"),
    ];
    assert_eq!(desk.told(), [array.to_vec(), merge.to_vec()]);
    for words in ["job 41, tasks 0 to 6, 7 shards", "job 42", "squeue --array --jobs=41,42", "task t runs shard t"] {
        assert!(said.contains(words), "{words}: {said}");
    }
    let files: Vec<_> = fs::read_dir(desk.path("mine")).unwrap().flatten().map(|entry| entry.file_name()).collect();
    assert_eq!(files, ["slurm"], "nothing else in the folder of the results is touched");
}

#[test]
fn paths_and_settings_come_through_the_shell_as_they_are() {
    let desk = desk();
    desk.slurm(1001);
    let folder = "it's $HOME \"here\" `date` @OUT@";
    fs::create_dir(desk.path(folder)).unwrap();
    let config = format!("{folder}/my config.toml");
    desk.write(&config, "name = 'w'\n[[agents]]\npower = 'weak'\ncount = 3\n");
    desk.done(&[
        &config,
        "--shards",
        "2",
        "--out",
        folder,
        "--seed",
        "7",
        "--quick",
        "--set",
        "question=\"who's $1?\"",
    ]);
    let script = desk.path(folder).join("slurm/array.sbatch");
    let found = read_back(&script, "\"$out\" \"${study[@]}\" \"$shards\" \"$tasks\"");
    let out = desk.path(folder).display().to_string();
    let config = desk.path(&config).display().to_string();
    assert_eq!(found, [&out, &config, "--set", "question=\"who's $1?\"", "--seed", "7", "--quick", "2", "2"]);
    let program = read_back(&script, "\"$program\"");
    assert!(Path::new(&program[0]).is_absolute() && Path::new(&program[0]).exists(), "{program:?}");
}

#[test]
fn where_fewer_tasks_are_allowed_each_runs_several_shards() {
    let desk = desk();
    desk.slurm(3);
    let (_, said) = desk.done(&["baseline", "--shards", "7", "--out", "mine"]);
    assert_eq!(desk.told()[0][1], "--array=0-2");
    assert_eq!(read_back(&desk.path("mine/slurm/array.sbatch"), "\"$shards\" \"$tasks\""), ["7", "3"]);
    assert!(said.contains("arrays of 3 tasks") && said.contains("up to 3 of the 7 shards"), "{said}");
    assert!(said.contains("task t runs shards t, t + 3, t + 6, ..."), "{said}");
    desk.slurm(7);
    let (_, said) = desk.done(&["baseline", "--shards", "7", "--out", "mine"]);
    assert!(!said.contains("note"), "an array of 7 has the numbers 0 to 6: {said}");
    desk.slurm(0);
    assert!(desk.fails(&["baseline", "--shards", "7"]).contains("no arrays"));
}

/// The script of the array, run by hand: which shards it runs, and what it makes of their exit codes.
#[test]
fn a_task_runs_its_shards_and_judges_their_exit_codes() {
    let desk = desk();
    desk.slurm(3);
    desk.done(&["baseline", "--shards", "7", "--out", "mine"]);
    let script = desk.path("mine/slurm/array.sbatch");
    let text = fs::read_to_string(&script).unwrap();
    let program = desk.path("bin/simulator");
    let line = text.lines().find(|line| line.starts_with("program=")).unwrap();
    fs::write(&script, text.replace(line, &format!("program={}", program.display()))).unwrap();
    let task = |simulator: &str, scontrol: &str| {
        desk.put("simulator", &format!("#!/bin/bash\n{simulator}\n"));
        desk.put("scontrol", &format!("#!/bin/bash\n{scontrol}\n"));
        // A task that is taken back is ended by Slurm, not after a minute.
        desk.put("sleep", "#!/bin/sh\nexit 0\n");
        let mut bash = Command::new("bash");
        bash.arg(&script)
            .env("PATH", format!("{}:/usr/bin:/bin", desk.path("bin").display()))
            .env("SLURM_ARRAY_TASK_ID", "0")
            .env("SLURM_ARRAY_JOB_ID", "41")
            .env("SLURM_CPUS_PER_TASK", "5");
        let output = output(bash);
        let said = String::from_utf8_lossy(&[output.stdout, output.stderr].concat()).into_owned();
        (output.status.code(), said)
    };
    let shard = |index: u32| format!("run baseline --shard {index}/7 --out {}", desk.path("mine").display());
    let (code, said) = task("echo \"$@\"", "exit 1");
    assert_eq!(code, Some(0), "{said}");
    for index in [0, 3, 6] {
        assert!(said.contains(&format!("{} --resume --jobs 5", shard(index))), "{said}");
        assert!(said.contains(&format!("shard {index} of 7 is done")), "{said}");
    }
    assert!(!said.contains(&shard(1)), "{said}");

    let (code, said) = task("exit 3", "exit 1");
    assert_eq!(code, Some(0), "{said}");
    assert_eq!(said.matches("some of its runs failed (exit 3)").count(), 3, "{said}");

    let (code, said) = task("[ \"$4\" = 3/7 ] && exit 2; exit 0", "exit 1");
    assert_eq!(code, Some(2), "{said}");
    assert!(said.contains("shard 3 of 7 failed (exit 2)") && said.contains("shard 6 of 7 is done"), "{said}");

    let state = |state: &str| format!("[ $1 = show ] && echo \"JobId=41 JobState={state} x\" || echo \"scontrol $*\"");
    let (code, said) = task("exit 75", &state("RUNNING"));
    assert_eq!(code, Some(0), "{said}");
    assert!(said.contains("scontrol requeue 41_0") && !said.contains("shard 3"), "{said}");
    let (code, said) = task("exit 75", &state("COMPLETING"));
    assert_eq!(code, Some(75), "a cancelled task stays cancelled: {said}");
    assert!(!said.contains("scontrol requeue"), "{said}");

    // TERM to the shell while the simulator runs: it hears of it, and its own exit code counts.
    let stopping = "trap 'echo heard; exit 75' TERM; kill -TERM $PPID; for i in $(seq 500); do /bin/sleep 0.01; done";
    let (code, said) = task(stopping, &state("RUNNING"));
    assert_eq!(code, Some(0), "{said}");
    assert!(said.contains("heard") && said.contains("scontrol requeue 41_0"), "{said}");
}

#[test]
fn refusals_are_told_as_they_were_said() {
    let desk = desk();
    desk.put("scontrol", "#!/bin/sh\nexit 1\n");
    desk.put("sbatch", "#!/bin/sh\necho 'sbatch: error: invalid partition specified: nowhere' >&2\nexit 1\n");
    let said = desk.fails(&["baseline", "--shards", "2", "--", "--partition=nowhere"]);
    assert!(said.contains("sbatch refused: sbatch: error: invalid partition specified: nowhere"), "{said}");
    assert!(said.contains("the command was\n  sbatch --parsable --partition=nowhere --array=0-1"), "{said}");

    desk.put("sbatch", "#!/bin/sh\ncase \"$*\" in *merge*) echo no >&2; exit 1;; esac; echo 41\n");
    let said = desk.fails(&["baseline", "--shards", "2"]);
    assert!(said.contains("the array is submitted as job 41, but no merge"), "{said}");

    desk.put("sbatch", "#!/bin/sh\necho hello\n");
    assert!(
        desk.fails(&["baseline", "--shards", "2"]).contains("expected the id of a job from sbatch, found \"hello\"")
    );

    for argument in ["--array=1-3", "-a1-3", "--wrap=x", "-D/tmp"] {
        let said = desk.fails(&["baseline", "--shards", "2", "--", argument]);
        assert!(said.contains("cannot be given here"), "{said}");
    }
    assert!(desk.fails(&["baseline", "--shards", "0"]).contains("--shards"));
    assert!(desk.fails(&["axelrod-round-robin", "--shards", "2"]).contains("a tournament is not cut"));
    let said = desk.fails(&["baseline", "--shards", "2", "--set", "roundss=3"]);
    assert!(said.contains("rounds"), "a wrong config is told before anything is submitted: {said}");
}

#[test]
fn no_sbatch_on_the_path_is_said() {
    let desk = desk();
    let mut command = desk.command(&["submit", "slurm", "baseline", "--shards", "2"]);
    command.env("PATH", desk.path("bin"));
    let output = output(command);
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(2), "{said}");
    assert!(said.contains("sbatch cannot be started") && said.contains("--dry-run"), "{said}");
}
