//! The command line as clap reads it: every flag once, with the help its user sees.

use std::path::PathBuf;

use clap::{ArgAction, ArgGroup, Args, Parser, Subcommand, ValueEnum};

use crate::diagnostic::{Confidence, Level};
use crate::ir::Version;
use crate::report::{Drawing, Format};

/// Says what CPython's memory management does with a program, without running it
#[derive(Parser, Debug)]
#[command(name = "heaplint", version = super::version::version(), max_term_width = 100)]
pub struct Cli {
    #[command(subcommand)]
    pub verb: Verb,
    #[command(flatten)]
    pub global: Global,
}

#[derive(Args, Debug)]
pub struct Global {
    /// When to use colors; NO_COLOR and FORCE_COLOR count where this says auto
    #[arg(long, global = true, value_name = "WHEN", default_value = "auto", help_heading = "Terminal")]
    pub color: Color,
    /// Print findings and errors only; twice: errors only
    #[arg(short, long, global = true, action = ArgAction::Count, help_heading = "Terminal")]
    pub quiet: u8,
    /// Say on stderr what is done and how long it takes
    #[arg(short, long, global = true, conflicts_with = "quiet", help_heading = "Terminal")]
    pub verbose: bool,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum, Debug)]
pub enum Color {
    Auto,
    Always,
    Never,
}

#[derive(Subcommand, Debug)]
pub enum Verb {
    /// Find problems
    Check(Box<Check>),
    /// Say what a program prints and what happens to its objects, without running it
    Trace(Trace),
    /// Write what files are by themselves, for `link` to let them meet
    Summarize(Box<Summarize>),
    /// Find problems in what `summarize` wrote
    Link(Box<Link>),
    /// Draw the cycles of files: who holds whom, and which reference to cut
    Graph(Graph),
    /// Show what instances of each class take, and what they could take with slots
    Sizes(Sizes),
    /// Show the page of a rule
    Rule(Rule),
    /// Show the page of a setting
    Config(Config),
    /// Remove the cache of a project
    Clean(Clean),
    /// Serve an editor on the standard streams, in the language server protocol
    Server(Server),
    /// Show the version
    Version,
    /// Write a completion script for a shell
    Completions {
        #[arg(value_name = "SHELL")]
        shell: clap_complete::Shell,
    },
}

#[derive(Args, Debug)]
pub struct Trace {
    /// A Python file, or `-` for the standard input
    #[arg(value_name = "FILE")]
    pub file: PathBuf,
    /// CPython version whose behaviour is followed: 3.8 to 3.14, as 3.12 or py312 [default: that of
    /// the settings, else the oldest that requires-python of the nearest pyproject.toml admits, else 3.13]
    #[arg(long, value_name = "VERSION")]
    pub target_version: Option<Version>,
    /// text or json
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    pub output_format: TraceFormat,
    /// Start in this function, its arguments unknown, after the top level has run: `f`, or
    /// `Class.method`
    #[arg(long, value_name = "F")]
    pub function: Option<String>,
    /// Show what happens on this line only
    #[arg(long, value_name = "N")]
    pub line: Option<u32>,
    /// Show only what happens to the objects that this name refers to
    #[arg(long, value_name = "X")]
    pub name: Option<String>,
    /// Show what happens until the program reaches a line beyond this one
    #[arg(long, value_name = "N")]
    pub until: Option<u32>,
    /// Show only what the program prints
    #[arg(long)]
    pub output_only: bool,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum, Debug)]
pub enum TraceFormat {
    Text,
    Json,
}

#[derive(Args, Debug)]
pub struct Sizes {
    /// Files and folders
    #[arg(value_name = "PATHS", default_value = ".")]
    pub paths: Vec<PathBuf>,
    /// CPython version whose sizes are shown: 3.8 to 3.14, as 3.12 or py312 [default: that of
    /// the settings, else the oldest that requires-python of the nearest pyproject.toml admits, else 3.13]
    #[arg(long, value_name = "VERSION")]
    pub target_version: Option<Version>,
    /// What comes first: the most bytes saved, the largest instances, the most attributes, or by
    /// name or place
    #[arg(long, value_name = "ORDER", default_value = "saved")]
    pub sort: SizeOrder,
    /// Show classes without attributes as well
    #[arg(long)]
    pub all: bool,
    /// text or json
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    pub output_format: PageFormat,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum, Debug)]
pub enum SizeOrder {
    Saved,
    Now,
    Attributes,
    Name,
    File,
}

#[derive(Args, Default, Debug)]
pub struct Check {
    /// Files and folders, or `-` for the standard input
    #[arg(value_name = "PATHS", default_value = ".")]
    pub paths: Vec<PathBuf>,

    #[command(flatten)]
    pub rules: RuleFlags,
    #[command(flatten)]
    pub fixes: FixFlags,
    #[command(flatten)]
    pub files: FileFlags,
    #[command(flatten)]
    pub output: OutputFlags,
    #[command(flatten)]
    pub known: KnownFlags,
    /// Add a comment that silences it to the line of every finding
    #[arg(long, value_name = "REASON", num_args = 0..=1, require_equals = true, default_missing_value = "")]
    #[arg(conflicts_with = "update_baseline", help_heading = "Known findings")]
    pub add_ignore: Option<String>,
    #[command(flatten)]
    pub config: ConfigFlags,

    /// CPython version whose memory management is assumed: 3.8 to 3.14, as 3.12 or py312; 2.7 and
    /// 3.3 change what is said of finalizers [default: that of the settings, else the oldest that
    /// requires-python of the nearest pyproject.toml admits, else 3.13]
    #[arg(long, value_name = "VERSION", help_heading = "Analysis")]
    pub target_version: Option<Version>,

    /// Run again whenever a file changes
    #[arg(long, help_heading = "Analysis")]
    pub watch: bool,

    /// Neither use nor keep results of earlier runs
    #[arg(long, help_heading = "Analysis")]
    pub no_cache: bool,

    /// The folder of the cache [default: .heaplint_cache in the project's root]
    #[arg(long, value_name = "FOLDER", env = "HEAPLINT_CACHE_DIR", help_heading = "Analysis")]
    pub cache_dir: Option<PathBuf>,

    /// Number of threads [default: one for each core]
    #[arg(long, value_name = "N", env = "HEAPLINT_THREADS", help_heading = "Analysis")]
    #[arg(value_parser = clap::value_parser!(u16).range(1..=1024))]
    pub threads: Option<u16>,
}

#[derive(Args, Debug)]
pub struct Summarize {
    /// Files and folders, or `-` for the standard input; @FILE for the paths that a file lists, one a line
    #[arg(value_name = "PATHS", required = true)]
    pub paths: Vec<PathBuf>,
    /// The file to write
    #[arg(short, long, value_name = "FILE")]
    pub output: PathBuf,
    #[command(flatten)]
    pub files: FileFlags,
    #[command(flatten)]
    pub config: ConfigFlags,
    /// CPython version whose memory management is assumed; that of `link` must be the same
    #[arg(long, value_name = "VERSION", help_heading = "Analysis")]
    pub target_version: Option<Version>,
    /// Number of threads [default: one for each core]
    #[arg(long, value_name = "N", env = "HEAPLINT_THREADS", help_heading = "Analysis")]
    #[arg(value_parser = clap::value_parser!(u16).range(1..=1024))]
    pub threads: Option<u16>,
}

#[derive(Args, Debug)]
pub struct Link {
    /// What `summarize` wrote, in any order; @FILE for the paths that a file lists, one a line
    #[arg(value_name = "FILES", required = true)]
    pub archives: Vec<PathBuf>,
    #[command(flatten)]
    pub rules: RuleFlags,
    #[command(flatten)]
    pub output: OutputFlags,
    #[command(flatten)]
    pub known: KnownFlags,
    #[command(flatten)]
    pub config: ConfigFlags,
    /// CPython version whose memory management is assumed; that of `summarize` must be the same
    #[arg(long, value_name = "VERSION", help_heading = "Analysis")]
    pub target_version: Option<Version>,
    /// Number of threads [default: one for each core]
    #[arg(long, value_name = "N", env = "HEAPLINT_THREADS", help_heading = "Analysis")]
    #[arg(value_parser = clap::value_parser!(u16).range(1..=1024))]
    pub threads: Option<u16>,
}

#[derive(Args, Clone, Default, Debug)]
#[command(next_help_heading = "Rules")]
pub struct RuleFlags {
    /// Rules to use instead of all: codes, names, prefixes such as HL1, groups such as cycles, ALL
    #[arg(long, value_name = "RULES", value_delimiter = ',')]
    pub select: Option<Vec<String>>,
    /// Rules to use beside those of --select
    #[arg(long, value_name = "RULES", value_delimiter = ',')]
    pub extend_select: Vec<String>,
    /// Rules to leave out
    #[arg(long, value_name = "RULES", value_delimiter = ',')]
    pub ignore: Vec<String>,
    /// The least sure findings to show: certain, probable or possible [default: probable]
    #[arg(long, value_name = "CONFIDENCE")]
    pub min_confidence: Option<Confidence>,
}

#[derive(Args, Clone, Default, Debug)]
#[command(next_help_heading = "Fixes", group = ArgGroup::new("fixing").multiple(true))]
pub struct FixFlags {
    /// Apply fixes that change nothing but memory, and report what is left
    #[arg(long, group = "fixing")]
    pub fix: bool,
    /// Apply fixes as well that code outside the project may notice
    #[arg(long, requires = "fixing")]
    pub unsafe_fixes: bool,
    /// Show what the fixes would change, and change nothing; the status is 1 if there is anything
    #[arg(long, group = "fixing")]
    pub diff: bool,
}

#[derive(Args, Clone, Default, Debug)]
#[command(next_help_heading = "Files")]
pub struct FileFlags {
    /// Patterns of files and folders to leave out, instead of the usual ones (.git, .venv,
    /// node_modules, build, ...)
    #[arg(long, value_name = "PATTERNS", value_delimiter = ',')]
    pub exclude: Option<Vec<String>>,
    /// Patterns of files and folders to leave out beside those of --exclude
    #[arg(long, value_name = "PATTERNS", value_delimiter = ',')]
    pub extend_exclude: Vec<String>,
    /// Check what .gitignore and its relatives leave out
    #[arg(long)]
    pub no_respect_gitignore: bool,
    /// Leave out excluded files even where they are named on the command line
    #[arg(long)]
    pub force_exclude: bool,
    /// The path to report for the standard input
    #[arg(long, value_name = "PATH")]
    pub stdin_filename: Option<PathBuf>,
    /// List the files that would be checked, and do nothing else
    #[arg(long)]
    pub show_files: bool,
}

#[derive(Args, Clone, Default, Debug)]
#[command(next_help_heading = "Known findings")]
pub struct KnownFlags {
    /// Show only what is not in this file of known findings
    #[arg(long, value_name = "FILE")]
    pub baseline: Option<PathBuf>,
    /// Write all findings to the baseline [default: heaplint-baseline.json], and show none
    #[arg(long)]
    pub update_baseline: bool,
}

#[derive(Args, Clone, Default, Debug)]
#[command(next_help_heading = "Settings")]
pub struct ConfigFlags {
    /// A file of settings instead of the nearest one, or a setting as in 'fail-on = "error"'; may be
    /// repeated
    #[arg(long, value_name = "FILE|KEY=VALUE")]
    pub config: Vec<String>,
    /// Read no file of settings
    #[arg(long)]
    pub isolated: bool,
    /// Show the settings and where they come from, and do nothing else
    #[arg(long)]
    pub show_settings: bool,
}

#[derive(Args, Clone, Default, Debug)]
#[command(next_help_heading = "Output")]
pub struct OutputFlags {
    /// full, concise, grouped, json, json-lines, sarif, github, gitlab, junit, rdjson, azure or
    /// pylint [default: full]
    #[arg(long, value_name = "FORMAT", env = "HEAPLINT_OUTPUT_FORMAT")]
    pub output_format: Option<Format>,
    /// Write a format to a file as well, as in sarif:report.sarif; may be repeated
    #[arg(long, value_name = "FORMAT:PATH", value_parser = parse_output)]
    pub output: Vec<(Format, PathBuf)>,
    /// The lowest level that makes the exit status 1: error, warning, info or hint [default: warning]
    #[arg(long, value_name = "LEVEL", value_parser = parse_fail_level)]
    pub fail_on: Option<Level>,
    /// Exit with status 0 whatever was found
    #[arg(long)]
    pub exit_zero: bool,
    /// Show how often each rule found something, instead of what it found
    #[arg(long)]
    pub statistics: bool,
    /// Say on stderr where the analysis gave up on something, and on what
    #[arg(long)]
    pub explain_limits: bool,
    /// Show no progress bar
    #[arg(long)]
    pub no_progress: bool,
}

#[derive(Args, Debug)]
pub struct Server {
    /// Accepted, as many editors give it: the standard streams are the only ones
    #[arg(long)]
    pub stdio: bool,
    /// Accepted, as many editors give it: the server ends when its input does
    #[arg(long = "clientProcessId", value_name = "ID")]
    pub client_process_id: Option<String>,
}

#[derive(Args, Debug)]
pub struct Graph {
    /// Files and folders
    #[arg(value_name = "PATHS", default_value = ".")]
    pub paths: Vec<PathBuf>,
    /// Draw the cycles of one finding, by its fingerprint or the beginning of it
    #[arg(long, value_name = "FINGERPRINT")]
    pub cycle: Option<String>,
    /// Draw the cycles that run through a class or function, as Tree or pkg.mod:Tree
    #[arg(long, value_name = "NAME", conflicts_with = "cycle")]
    pub class: Option<String>,
    /// dot, for Graphviz, mermaid, for comments on GitHub and GitLab, or svg, for browsers
    #[arg(long, value_name = "FORMAT", default_value = "dot")]
    pub output_format: Drawing,
    /// The least sure findings to draw: certain, probable or possible [default: probable]
    #[arg(long, value_name = "CONFIDENCE")]
    pub min_confidence: Option<Confidence>,
    /// CPython version whose memory management is assumed
    #[arg(long, value_name = "VERSION")]
    pub target_version: Option<Version>,
    /// Read no file of settings
    #[arg(long)]
    pub isolated: bool,
}

#[derive(Args, Debug)]
pub struct Rule {
    /// A code or name, such as HL101 or reference-cycle
    #[arg(value_name = "RULE", required_unless_present = "all", conflicts_with = "all")]
    pub rule: Option<String>,
    /// Show the pages of all rules
    #[arg(long)]
    pub all: bool,
    /// text or json
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    pub output_format: PageFormat,
}

#[derive(Args, Debug)]
pub struct Clean {
    /// A folder of the project
    #[arg(value_name = "PATH", default_value = ".")]
    pub path: PathBuf,
    /// The folder of the cache [default: .heaplint_cache in the project's root]
    #[arg(long, value_name = "FOLDER", env = "HEAPLINT_CACHE_DIR")]
    pub cache_dir: Option<PathBuf>,
}

#[derive(Args, Debug)]
pub struct Config {
    /// A setting, such as fail-on or thresholds.large-global [default: the list of all]
    #[arg(value_name = "KEY")]
    pub key: Option<String>,
    /// text, or json for the schema of all settings
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    pub output_format: PageFormat,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum, Debug)]
pub enum PageFormat {
    Text,
    Json,
}

fn parse_output(text: &str) -> Result<(Format, PathBuf), String> {
    let (format, path) = text.split_once(':').ok_or("write a format, a colon and a path")?;
    if path.is_empty() {
        return Err("the path is missing".to_owned());
    }
    Ok((format.parse()?, PathBuf::from(path)))
}

fn parse_fail_level(text: &str) -> Result<Level, String> {
    match text.parse()? {
        Level::Off => Err("`off` is no level to fail on; see --exit-zero".to_owned()),
        level => Ok(level),
    }
}
