//! The one loop that owns the state: messages in the order of their arrival, and what our own
//! threads have to say.
//!
//! Notifications are applied as they arrive. A request gets a ticket as it arrives and is worked on
//! beside the loop, so that no request delays an edit and none sees a text it was not asked about.
//! Nothing here waits for the client.

use std::io::{self, BufReader};
use std::pin::pin;
use std::task::Poll;
use std::thread;
use std::time::Duration;

use futures::{SinkExt, StreamExt};
use serde_json::Value;
use tokio::sync::mpsc::{self, Receiver, UnboundedReceiver};
use tower_lsp_server::{ClientSocket, LspService};
use tower_service::Service;

use super::events::Event;
use super::frames::read_body;
use super::incoming::{Incoming, parse};
use super::log::Grade;
use super::notifications;
use super::outbox::Outbox;
use super::service::{Backend, build};
use super::ticket;
use super::types::{Error, Request, Response};
use super::world::{Phase, World};
use crate::base::guard;

/// Messages that may wait to be taken in; more wait in the pipe.
const WAITING: usize = 64;

/// How long the client may take to read the last words.
const LAST_WORDS: Duration = Duration::from_millis(500);

/// Serves one client on the standard streams until it says `exit` or goes away; the exit status.
pub async fn run() -> io::Result<u8> {
    let outbox = Outbox::start(io::stdout())?;
    let (service, socket, client) = build();
    let (events, own) = mpsc::unbounded_channel();
    let world = World::new(client, outbox.clone(), events);
    let messages = read_messages(outbox.clone())?;
    let mut server = Server { service, world, outbox: outbox.clone() };
    let (answers, answered) = mpsc::unbounded_channel();
    tokio::spawn(relay(socket, outbox.clone(), answered));
    let status = server.serve(messages, own, &answers).await;
    if let Some(engine) = &server.world.engine {
        engine.close();
    }
    outbox.close(LAST_WORDS);
    Ok(status)
}

/// Reads on a thread of its own, which ends with the input.
fn read_messages(outbox: Outbox) -> io::Result<Receiver<Incoming>> {
    let (sender, receiver) = mpsc::channel(WAITING);
    let read = move || {
        let mut input = BufReader::with_capacity(1 << 16, io::stdin());
        while let Ok(Some(body)) = read_body(&mut input) {
            outbox.wait_for_room();
            if sender.blocking_send(parse(&body)).is_err() {
                break;
            }
        }
    };
    thread::Builder::new().name("input".to_owned()).spawn(read)?;
    Ok(receiver)
}

/// Requests of ours to the client, and its answers to them.
async fn relay(socket: ClientSocket, outbox: Outbox, mut answered: UnboundedReceiver<Response>) {
    let (mut requests, mut responses) = socket.split();
    tokio::spawn(async move {
        while let Some(response) = answered.recv().await {
            if responses.send(response).await.is_err() {
                break;
            }
        }
    });
    while let Some(request) = requests.next().await {
        outbox.send(&request);
    }
}

struct Server {
    service: LspService<Backend>,
    world: World,
    outbox: Outbox,
}

enum Wake {
    Message(Incoming),
    Event(Event),
    EndOfInput,
}

impl Server {
    async fn serve(
        &mut self,
        mut messages: Receiver<Incoming>,
        mut events: UnboundedReceiver<Event>,
        answers: &mpsc::UnboundedSender<Response>,
    ) -> u8 {
        loop {
            let wake = next(&mut messages, &mut events).await;
            match wake {
                Wake::Message(Incoming::Call(call)) if call.method() == "exit" => break,
                Wake::Message(Incoming::Call(call)) => self.call(call).await,
                // Nobody waits any more where the answer is not wanted.
                Wake::Message(Incoming::Answer(answer)) => drop(answers.send(answer)),
                Wake::Message(Incoming::Wrong(complaint)) => self.outbox.send(&complaint),
                Wake::Event(event) => {
                    let world = &mut self.world;
                    let done = guard(|| notifications::event(world, event));
                    self.tell(done);
                }
                Wake::EndOfInput => break,
            }
        }
        u8::from(self.world.phase != Phase::Ending)
    }

    async fn call(&mut self, call: Request) {
        if call.id().is_none() {
            let world = &mut self.world;
            match guard(|| notifications::take(world, &call)) {
                Ok(true) => return,
                Ok(false) => {}
                Err(what) => return self.tell(Err(what)),
            }
        }
        let is_first = call.method() == "initialize" && call.id().is_some();
        let mut ticket = self.world.ticket(subject(&call));
        if is_first && self.world.phase == Phase::New {
            ticket.offer = notifications::initialize(&mut self.world, call.params());
            ticket.features = self.world.features.clone();
        }
        if call.method() == "shutdown" && self.world.phase == Phase::Running {
            self.world.phase = Phase::Ending;
        }
        let id = call.id().cloned();
        let answer = tokio::spawn(ticket::with(ticket, self.service.call(call)));
        let outbox = self.outbox.clone();
        let reply = async move {
            let response = match answer.await {
                // The router keeps silent about methods of the protocol's own that it does not know.
                Ok(Ok(response)) => {
                    response.or_else(|| id.map(|id| Response::from_error(id, Error::method_not_found())))
                }
                Ok(Err(_)) => id.map(|id| Response::from_error(id, Error::invalid_request())),
                Err(_) => id.map(|id| Response::from_error(id, Error::internal_error())),
            };
            if let Some(response) = response {
                outbox.send(&response);
            }
        };
        match is_first {
            // What follows may rely on the connection being set up.
            true => reply.await,
            false => drop(tokio::spawn(reply)),
        }
    }

    fn tell(&mut self, done: Result<(), String>) {
        if let Err(what) = done {
            self.world.log.say(Grade::Error, &crash_message(&what));
        }
    }
}

pub fn crash_message(what: &str) -> String {
    format!("heaplint failed: {what}; this is a defect of heaplint, please report it")
}

/// What comes next. Our own events first: they are few, and messages may be many.
async fn next(messages: &mut Receiver<Incoming>, events: &mut UnboundedReceiver<Event>) -> Wake {
    let mut turn = pin!(std::future::poll_fn(|context| {
        if let Poll::Ready(Some(event)) = events.poll_recv(context) {
            return Poll::Ready(Wake::Event(event));
        }
        messages.poll_recv(context).map(|message| message.map_or(Wake::EndOfInput, Wake::Message))
    }));
    turn.as_mut().await
}

/// The document that a request is about.
fn subject(call: &Request) -> Option<&str> {
    let params = call.params()?;
    let document = params.get("textDocument").and_then(|document| document.get("uri"));
    let in_data = || params.get("data").and_then(|data| data.get("uri"));
    let in_arguments = || params.get("arguments")?.get(0)?.get("uri");
    document.or_else(|| params.get("uri")).or_else(in_data).or_else(in_arguments).and_then(Value::as_str)
}
