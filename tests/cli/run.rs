//! A folder to play in, and the binary run in it with a deadline.

use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
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

    /// Started in a folder of this one.
    pub fn run_in(&self, folder: &str, arguments: &[&str]) -> Ended {
        let mut command = self.command(arguments);
        command.current_dir(self.path(folder));
        finish(command, "")
    }

    /// With a text on the standard input.
    pub fn run_with(&self, arguments: &[&str], stdin: &str) -> Ended {
        finish(self.command(arguments), stdin)
    }

    /// A run that does not end by itself.
    pub fn start(&self, arguments: &[&str]) -> Started {
        let mut child = self.command(arguments).spawn().expect("the binary");
        let (send, lines) = channel();
        let stderr = BufReader::new(child.stderr.take().expect("stderr"));
        std::thread::spawn(move || {
            for line in stderr.lines().map_while(Result::ok) {
                let _ = send.send(line);
            }
        });
        Started { child, lines }
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_heaplint"));
        command.args(arguments).current_dir(self.0.path());
        for name in
            ["NO_COLOR", "FORCE_COLOR", "CLICOLOR_FORCE", "HEAPLINT_OUTPUT_FORMAT", "HEAPLINT_THREADS"]
        {
            command.env_remove(name);
        }
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        command
    }
}

/// A run that goes on.
pub struct Started {
    child: Child,
    lines: Receiver<String>,
}

impl Started {
    /// Waits until a line of stderr has this text.
    pub fn wait_for(&mut self, text: &str) {
        let started = Instant::now();
        let mut seen = Vec::new();
        while started.elapsed() < DEADLINE {
            match self.lines.recv_timeout(DEADLINE) {
                Ok(line) if line.contains(text) => return,
                Ok(line) => seen.push(line),
                Err(_) => break,
            }
        }
        let _ = self.child.kill();
        panic!("`{text}` did not come: {seen:?}");
    }

    pub fn end(mut self) {
        self.child.kill().expect("killed");
        self.child.wait().expect("a status");
    }
}

fn finish(mut command: Command, stdin: &str) -> Ended {
    let mut child = command.spawn().expect("the binary");
    // A binary that does not read its input may end first.
    let _ = child.stdin.take().expect("stdin").write_all(stdin.as_bytes());
    let out = drain(child.stdout.take());
    let err = drain(child.stderr.take());
    let status = wait(&mut child);
    Ended { status, stdout: out.join().expect("stdout"), stderr: err.join().expect("stderr") }
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
