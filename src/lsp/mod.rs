//! The language server: `heaplint server`.
//!
//! Bytes become messages in `frames` and `incoming`; `main_loop` takes them in as they arrive and owns
//! the `world`; `engine` analyses on threads of its own; `requests` answers from tickets; what goes
//! to the client waits in the `outbox`. Only `show` and `position` translate between our findings and
//! the protocol. Asynchronous code lives here and nowhere else.

pub mod document;
mod engine;
mod events;
mod features;
mod frames;
mod incoming;
mod log;
mod main_loop;
mod memory;
mod notebook;
mod notifications;
mod outbox;
mod pages;
pub mod position;
mod progress;
mod report;
mod requests;
mod scopes;
mod service;
mod settings;
mod show;
mod ticket;
pub mod types;
mod watch;
mod workspace;
mod world;

/// For the command line, which reads the same files.
pub use scopes::read_configuration;

/// Requests may run the exact interpreter, which is recursive in places.
const WORKER_STACK: usize = 64 << 20;

/// Serves one client on the standard streams; the exit status is the protocol's.
pub fn serve() -> std::io::Result<u8> {
    memory::be_frugal();
    let mut runtime = tokio::runtime::Builder::new_current_thread();
    runtime.enable_time().thread_stack_size(WORKER_STACK).max_blocking_threads(4);
    let runtime = runtime.build()?;
    let status = runtime.block_on(main_loop::run());
    // Work that nobody waits for any more must not hold the process.
    runtime.shutdown_background();
    status
}
