//! A page's conversation with its model: in order, each message to one model alone and once, or the page begins again.

use proptest::prelude::*;

use super::redeeming::{redeemed, respond, token};
use super::world::World;
use crate::client::conversation::{Action, Input};
use crate::wire::frame::{Cursor, FromModel, Navigated, ServerFrame, ToModel};
use crate::wire::limits::{MAX_FRAME_BYTES, MAX_UNTAKEN_MESSAGES};

const EPOCH: u64 = 77;

impl World {
    fn hear(&mut self, id: u64, said: FromModel) {
        self.say(&ServerFrame::Model { id, said });
    }

    fn begun(&mut self, id: u64, taken: u64) {
        let epoch = EPOCH + id;
        self.hear(id, FromModel::Begun { epoch, taken });
    }

    fn message(&mut self, id: u64, seq: u64) {
        let body = vec![u8::try_from(seq).unwrap()];
        self.hear(id, FromModel::Message { seq, body });
    }

    /// A world whose page has its model.
    fn conversing() -> Self {
        let mut world = Self::online();
        world.begin_model();
        world.begun(1, 0);
        world
    }

    fn reconnect(&mut self) {
        self.cut();
        self.wake();
        self.connect();
    }

    /// The numbers and messages sent on this connection.
    fn sendings(&self) -> Vec<(u64, u8)> {
        let sent = self.to_model.iter().filter_map(|(id, said)| match said {
            ToModel::Send { epoch, k, message } => {
                assert_eq!(*epoch, EPOCH + id, "to this model");
                Some((*k, message[0]))
            }
            _ => None,
        });
        sent.collect()
    }

    fn loads(&self) -> usize {
        self.navigations.len()
    }

    fn arrive(&mut self, id: u64, url: &str) {
        let page = Navigated::Page {
            url: url.to_owned(),
            data: vec![1],
            now: 5,
            cursor: Cursor { epoch: 1, seq: 0 },
        };
        self.say(&ServerFrame::NavReply { id, page });
    }
}

fn open(cursor: Option<Cursor>) -> ToModel {
    let url = "/".to_owned();
    ToModel::Open { url, cursor }
}

#[test]
fn a_page_asks_for_its_model_and_sends_once_that_has_begun() {
    let mut world = World::new();
    world.begin_model();
    world.input(Input::Started);
    world.send_to_model(vec![1], None);
    world.connect();
    world.send_to_model(vec![2], None);
    assert_eq!(world.to_model, [(1, open(None))]);
    world.begun(1, 0);
    world.send_to_model(vec![3], None);
    assert_eq!(world.sendings(), [(1, 1), (2, 2), (3, 3)]);
}

#[test]
fn a_client_without_models_says_nothing() {
    let mut world = World::online();
    world.input(Input::Navigate { url: "/away" });
    world.arrive(1, "/away");
    world.reconnect();
    assert!(world.to_model.is_empty());
}

#[test]
fn what_the_server_does_not_have_goes_again_and_nothing_else_does() {
    let mut world = World::conversing();
    for message in 1..=4 {
        world.send_to_model(vec![message], None);
    }
    world.hear(1, FromModel::Taken { k: 1 });
    world.message(1, 1);
    world.cut();
    world.send_to_model(vec![5], None);
    world.wake();
    world.connect();
    let heard = Cursor {
        epoch: EPOCH + 1,
        seq: 1,
    };
    assert_eq!(world.to_model, [(1, open(Some(heard)))]);
    world.begun(1, 3);
    assert_eq!(world.sendings(), [(4, 4), (5, 5)]);
    world.message(1, 1);
    world.message(1, 2);
    assert_eq!(world.told, [[1], [2]], "once and in order");
    assert_eq!(world.loads(), 0);
}

#[test]
fn a_model_of_which_nothing_was_heard_is_asked_for_anew() {
    let mut world = World::online();
    world.begin_model();
    world.send_to_model(vec![1], None);
    world.reconnect();
    assert_eq!(world.to_model, [(1, open(None))]);
    world.begun(1, 0);
    assert_eq!(world.sendings(), [(1, 1)]);
}

#[test]
fn a_model_that_is_gone_makes_the_page_begin_again() {
    let mut world = World::conversing();
    world.send_to_model(vec![1], None);
    world.reconnect();
    world.hear(1, FromModel::Reset);
    world.send_to_model(vec![2], None);
    assert_eq!(world.navigations, [(1, "/".to_owned())]);
    world.arrive(1, "/");
    world.begin_model();
    world.begun(2, 0);
    world.send_to_model(vec![3], None);
    assert_eq!(
        world.sendings(),
        [(1, 3)],
        "what the old model did not take, no other does"
    );
    world.message(1, 1);
    assert!(world.told.is_empty(), "of the page as it was");
}

#[test]
fn another_epoch_or_a_gap_is_a_model_that_is_gone() {
    let epoch = EPOCH;
    let foreign = FromModel::Begun { epoch, taken: 0 };
    let gap = FromModel::Message {
        seq: 2,
        body: vec![2],
    };
    for said in [foreign, gap] {
        let mut world = World::conversing();
        world.hear(1, said);
        assert_eq!((world.loads(), world.told.len()), (1, 0));
    }
}

#[test]
fn a_page_whose_models_are_lost_again_and_again_waits_in_between() {
    let mut world = World::conversing();
    world.hear(1, FromModel::Reset);
    assert_eq!(world.loads(), 1);
    world.arrive(1, "/");
    world.begin_model();
    world.begun(2, 0);
    world.hear(2, FromModel::Reset);
    assert_eq!(world.loads(), 1, "not at once");
    world.advance(4_900);
    assert_eq!(world.loads(), 1);
    world.advance(200);
    assert_eq!(world.loads(), 2);
    world.advance(10_000);
    assert_eq!(world.loads(), 2, "once");
}

#[test]
fn a_lost_model_wakes_the_page_when_it_may_load_again() {
    let mut world = World::conversing();
    world.hear(1, FromModel::Reset);
    world.arrive(1, "/");
    world.begin_model();
    world.begun(2, 0);
    let before = world.now;
    world.hear(2, FromModel::Reset);
    while world.loads() < 2 {
        assert!(world.now <= before + 5_000);
        world.wake_once();
    }
}

#[test]
fn leaving_the_page_leaves_its_model_also_where_that_was_lost_on_the_way() {
    let mut world = World::conversing();
    world.send_to_model(vec![1], None);
    world.input(Input::Navigate { url: "/away" });
    world.arrive(1, "/away");
    assert_eq!(world.to_model.last(), Some(&(1, ToModel::Leave)));
    world.send_to_model(vec![2], None);
    assert_eq!(world.sendings(), [(1, 1)], "nobody is there");
    world.reconnect();
    assert_eq!(world.to_model, [(1, ToModel::Leave)]);
}

#[test]
fn the_next_page_has_a_model_of_its_own() {
    let mut world = World::conversing();
    world.send_to_model(vec![1], None);
    world.input(Input::Navigate { url: "/" });
    world.arrive(1, "/");
    world.begin_model();
    let said: Vec<_> = world.to_model.iter().skip(2).cloned().collect();
    assert_eq!(said, [(1, ToModel::Leave), (2, open(None))]);
    world.begun(2, 0);
    world.send_to_model(vec![2], None);
    assert_eq!(world.sendings(), [(1, 1), (1, 2)]);
}

#[test]
fn what_is_denied_is_asked_for_again_on_the_next_connection() {
    let mut world = World::online();
    world.begin_model();
    world.send_to_model(vec![1], None);
    world.hear(1, FromModel::Denied);
    world.send_to_model(vec![2], None);
    assert_eq!(world.loads(), 0);
    world.reconnect();
    assert_eq!(world.to_model, [(1, open(None))]);
    world.begun(1, 0);
    assert!(world.sendings().is_empty(), "it was said to nobody");
}

#[test]
fn what_was_said_to_it_as_one_person_is_never_said_as_another() {
    let mut world = World::conversing();
    world.send_to_model(vec![1], None);
    let sign_in = world.call(None);
    world.say(&token(sign_in));
    world.send_to_model(vec![2], None);
    respond(&mut world, &redeemed(4));
    world.connect();
    world.begun(1, 1);
    world.send_to_model(vec![3], None);
    assert_eq!(world.sendings(), [(2, 3)]);
}

#[test]
fn a_message_that_was_not_sent_in_time_is_withdrawn() {
    let mut world = World::conversing();
    world.send_to_model(vec![1], Some(1_000));
    world.cut();
    world.send_to_model(vec![2], Some(1_000));
    world.send_to_model(vec![3], None);
    world.now += 1_001;
    world.wake();
    world.connect();
    world.begun(1, 0);
    assert_eq!(world.sendings(), [(1, 1), (2, 3)]);
}

#[test]
fn what_is_too_much_to_keep_loses_the_model_and_nothing_in_silence() {
    let mut world = World::conversing();
    world.send_to_model(vec![0; MAX_FRAME_BYTES], None);
    assert_eq!(world.loads(), 1);
    let mut world = World::conversing();
    world.cut();
    for _ in 0..=MAX_UNTAKEN_MESSAGES {
        world.send_to_model(vec![0], None);
    }
    world.wake();
    world.connect();
    assert_eq!(world.loads(), 1);
    assert!(world.to_model.is_empty());
}

#[test]
fn an_untaken_message_asks_sooner_whether_the_server_is_there() {
    let mut world = World::conversing();
    world.send_to_model(vec![1], None);
    world.advance(5_100);
    assert_eq!(world.pings, 1);
}

#[test]
fn a_page_that_comes_back_goes_on_with_its_model() {
    let mut world = World::conversing();
    world.send_to_model(vec![1], None);
    world.input(Input::Left);
    assert!(world.partings.is_empty(), "only calls outlive the document");
    world.input(Input::Returned);
    world.connect();
    world.begun(1, 0);
    assert_eq!(world.sendings(), [(1, 1)]);
    assert!(!world.log.contains(&Action::Reload));
}

/// What happens next to a page, its network and its server.
#[derive(Debug, Clone, Copy)]
enum Step {
    Send,
    /// The server reads the next frame.
    Read,
    /// The model says something.
    Say,
    Cut,
    /// The server starts anew and knows no model.
    Restart,
    /// So long that a page which waits to load its data again does so.
    Wait,
}

/// A server with one model, as far as its page can tell.
#[derive(Debug, Default)]
struct Model {
    id: u64,
    epoch: u64,
    taken: Vec<u8>,
    said: u64,
}

/// Reads what came on this connection.
struct Server {
    model: Option<Model>,
    epochs: u64,
    read: usize,
    /// Everything that any model took, with its epoch.
    took: Vec<(u64, u8)>,
}

impl Server {
    fn read(&mut self, world: &mut World) {
        let Some((id, said)) = world.to_model.get(self.read).cloned() else {
            return;
        };
        self.read += 1;
        match said {
            ToModel::Open { cursor, .. } => self.open(world, id, cursor),
            ToModel::Send { epoch, k, message } => {
                let Some(model) = self.model.as_mut().filter(|model| model.epoch == epoch) else {
                    return world.hear(id, FromModel::Reset);
                };
                let next = model.taken.len() as u64 + 1;
                assert!(k <= next, "no gaps");
                if k == next {
                    model.taken.push(message[0]);
                    self.took.push((epoch, message[0]));
                }
                world.hear(id, FromModel::Taken { k: k.max(next - 1) });
            }
            ToModel::Leave => self.model = None,
        }
    }

    fn open(&mut self, world: &mut World, id: u64, cursor: Option<Cursor>) {
        let heard = cursor.map_or(0, |cursor| cursor.seq);
        match &self.model {
            Some(model) if model.id == id => {
                let (epoch, taken) = (model.epoch, model.taken.len() as u64);
                world.hear(id, FromModel::Begun { epoch, taken });
                for seq in heard + 1..=model.said {
                    world.message(id, seq);
                }
            }
            _ if cursor.is_some() => world.hear(id, FromModel::Reset),
            _ => {
                self.epochs += 1;
                let epoch = self.epochs;
                self.model = Some(Model {
                    id,
                    epoch,
                    ..Model::default()
                });
                world.hear(id, FromModel::Begun { epoch, taken: 0 });
            }
        }
    }
}

/// The network is as it should be, until everything is settled.
const END: [Step; 203] = {
    let mut steps = [Step::Read; 203];
    steps[0] = Step::Cut;
    steps[100] = Step::Wait;
    steps
};

proptest! {
    #[test]
    fn every_message_is_taken_once_and_in_order_or_the_page_begins_again(
        steps in prop::collection::vec(prop_oneof![
            4 => Just(Step::Send), 6 => Just(Step::Read), 2 => Just(Step::Say), 2 => Just(Step::Cut),
            1 => Just(Step::Restart),
        ], 1..80),
    ) {
        let mut world = World::online();
        world.begin_model();
        let mut server = Server { model: None, epochs: 0, read: 0, took: Vec::new() };
        let (mut next, mut answered, mut first_of_page) = (0_u8, 0, 1_u8);
        for step in steps.into_iter().chain(END) {
            match step {
                Step::Send => {
                    next += 1;
                    world.send_to_model(vec![next], None);
                }
                Step::Read => server.read(&mut world),
                Step::Say => if let Some(model) = &mut server.model {
                    model.said += 1;
                    let (id, seq) = (model.id, model.said);
                    // Where nobody has asked on this connection, it is kept.
                    if server.read > 0 {
                        world.message(id, seq);
                    }
                },
                Step::Wait => world.advance(5_100),
                Step::Cut | Step::Restart => {
                    if matches!(step, Step::Restart) {
                        server.model = None;
                    }
                    server.read = 0;
                    world.reconnect();
                }
            }
            if let Some((id, url)) = world.navigations.get(answered).cloned() {
                answered += 1;
                world.arrive(id, &url);
                first_of_page = next + 1;
                world.told.clear();
                world.begin_model();
            }
            let told: Vec<u64> = world.told.iter().map(|body| u64::from(body[0])).collect();
            prop_assert_eq!(&told, &(1..=told.len() as u64).collect::<Vec<_>>());
        }
        let messages: Vec<u8> = server.took.iter().map(|(_, message)| *message).collect();
        let mut once = messages.clone();
        once.dedup();
        prop_assert!(messages.is_sorted() && once.len() == messages.len(), "at most once, over all models");
        let model = server.model.as_ref();
        let of_page: Vec<u8> = (first_of_page..=next).collect();
        prop_assert_eq!(&model.map(|model| model.taken.clone()).unwrap_or_default(), &of_page, "none lost");
        prop_assert_eq!(world.told.len() as u64, model.map_or(0, |model| model.said));
    }
}
