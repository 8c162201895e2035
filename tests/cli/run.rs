//! A folder to play in, and the binary run in it with a deadline.

use std::fs;
use std::io::{Read, Write};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use tempfile::TempDir;

/// No run of these tests takes a tenth of this; a run that hangs must not hang the suite.
const DEADLINE: Duration = Duration::from_secs(60);

pub struct Folder(TempDir);

/// How a run ended.
#[derive(Debug)]
pub struct Ended {
    pub status: Option<i32>,
    pub stdout: String,
    pub stderr: String,
}

impl Folder {
    pub fn new() -> Self {
        Self(tempfile::tempdir().expect("a folder"))
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    /// A file with this content; folders above it appear.
    pub fn file(&self, name: &str, content: impl AsRef<[u8]>) -> &Self {
        let path = self.path(name);
        fs::create_dir_all(path.parent().expect("a parent")).expect("folders");
        fs::write(path, content).expect("a file");
        self
    }

    pub fn run(&self, arguments: &[&str]) -> Ended {
        self.run_with(arguments, "")
    }

    /// With a text on the standard input.
    pub fn run_with(&self, arguments: &[&str], stdin: &str) -> Ended {
        let mut command = Command::new(env!("CARGO_BIN_EXE_heaplint"));
        command.args(arguments).current_dir(self.0.path());
        for name in
            ["NO_COLOR", "FORCE_COLOR", "CLICOLOR_FORCE", "HEAPLINT_OUTPUT_FORMAT", "HEAPLINT_THREADS"]
        {
            command.env_remove(name);
        }
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().expect("the binary");
        // A binary that does not read its input may end first.
        let _ = child.stdin.take().expect("stdin").write_all(stdin.as_bytes());
        let out = drain(child.stdout.take());
        let err = drain(child.stderr.take());
        let status = wait(&mut child);
        Ended { status, stdout: out.join().expect("stdout"), stderr: err.join().expect("stderr") }
    }
}

fn drain(pipe: Option<impl Read + Send + 'static>) -> std::thread::JoinHandle<String> {
    std::thread::spawn(move || {
        let mut bytes = Vec::new();
        pipe.expect("a pipe").read_to_end(&mut bytes).expect("readable");
        String::from_utf8(bytes).expect("the output is UTF-8")
    })
}

fn wait(child: &mut Child) -> Option<i32> {
    let started = Instant::now();
    while started.elapsed() < DEADLINE {
        if let Some(status) = child.try_wait().expect("a status") {
            return status.code();
        }
        std::thread::sleep(Duration::from_millis(5));
    }
    child.kill().expect("killed");
    panic!("the run did not end");
}
