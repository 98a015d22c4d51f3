//! What topics and the page's model on the server send becomes messages of the page.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on ends here")]

use contract::public::games_id::{
    Context, GamesIdPage, Msg, Params, Program, Search, ServerIncrement, ToClient, ToServer,
};
use contract::public::{ClientContext, ContextMsg, PublicClient};
use contract::{Comment, GameEvent, Status, Theme, topics};
use pages_public::client_context::Public;
use pages_public::games_id::GamesId;
use rally_runtime::effect::{self, Asked, Effect};
use rally_runtime::page::{Connection, Event, Page, Topic};
use rally_runtime::value::{Date, Time};
use rally_runtime::wire::to_bytes;

fn context() -> Context {
    Context {
        params: Params { id: 3 },
        search: Search::default(),
        client: ClientContext {
            member: None,
            theme: Theme::Light,
        },
        connection: Connection::Online,
        url: "/games/3".to_owned(),
        now: Time::from_unix_millis(0),
    }
}

fn room() -> topics::Room {
    topics::Room {
        name: "a/b".to_owned(),
        day: Date::new(1970, 1, 1).unwrap(),
        status: Status::FinalScore,
    }
}

#[test]
fn a_topic_has_one_name_and_is_found_by_it() {
    let name = room().channel();
    assert_eq!(name, "room/a%2Fb/1970-01-01/final_score");
    assert_eq!(topics::Room::from_channel(&name), Some(room()));
    assert_eq!(topics::Audit {}.channel(), "audit");
    assert_eq!(topics::Audit::from_channel("audit"), Some(topics::Audit {}));
    for other in [
        "room/a%2fb/1970-01-01/final_score",
        "room/a%2Fb/1970-1-1/final_score",
        "room/a%2Fb/1970-01-01/over",
        "room/a%2Fb/1970-01-01",
        "game/3",
    ] {
        assert_eq!(topics::Room::from_channel(other), None, "{other}");
    }
}

#[test]
fn events_of_a_topic_arrive_as_the_message_that_takes_them() {
    let (model, _) = GamesId::init(None, &context());
    let follows = <Program<GamesId> as Page>::subscriptions(&model, &context());
    let channels: Vec<_> = follows.iter().map(|topic| topic.channel.as_str()).collect();
    // The page takes messages of the server too, which whoever shows it may be sent.
    assert_eq!(
        channels,
        [
            "game/3",
            "room//1970-01-01/scheduled",
            "@page",
            "@session",
            "@app"
        ]
    );

    let live = follows[0].deliver(&to_bytes(&GameEvent::Finished));
    let expected = Event {
        topic: topics::Game { id: 3 },
        event: GameEvent::Finished,
    };
    assert_eq!(live, Some(Msg::Live(expected)));

    let comment = Comment {
        text: "Well played".to_owned(),
        answers: vec![],
        quoted: None,
        by_name: [].into(),
    };
    let written = follows[1].deliver(&to_bytes(&comment));
    assert!(matches!(written, Some(Msg::Written { event }) if event.event == comment));
    assert_eq!(follows[1].deliver(b"\xc1"), None);
}

#[test]
fn what_the_model_on_the_server_sends_is_the_message_that_takes_it() {
    let typing = ToClient::OthersTyping {
        names: vec!["Ann".to_owned()],
    };
    let message = <Program<GamesId> as Page>::from_server(&to_bytes(&typing));
    assert_eq!(message, Some(Msg::FromServer(typing)));
    assert_eq!(<Program<GamesId> as Page>::from_server(b"\xc1"), None);
}

#[test]
fn effects_can_be_looked_at() {
    let (mut model, _) = GamesId::init(None, &context());
    let typed = GamesId::update(&mut model, Msg::DraftChanged("a".to_owned()), &context());
    let message = to_bytes(&ToServer::Typing {
        text: "a".to_owned(),
    });
    assert_eq!(typed.inspect(), [Asked::SendToServer { message }]);

    let clicked = GamesId::update(&mut model, Msg::ClickedIncrement, &context());
    let call = ServerIncrement {
        amount: 1,
        status: Status::Scheduled,
        day: Date::new(1970, 1, 1),
    };
    let asked = Asked::Rpc {
        name: "public/games_id/increment",
        arguments: to_bytes(&call),
    };
    assert_eq!(clicked.inspect(), [asked]);

    let dark = ContextMsg::SetTheme(Theme::Dark);
    let changed: Effect<Msg> = effect::update_context(dark.clone());
    assert_eq!(changed.context_messages::<ContextMsg>(), [&dark]);
}

#[test]
fn the_shared_state_changes_by_its_messages() {
    let mut client = context().client;
    let asked = Public::update_context(&mut client, ContextMsg::SetTheme(Theme::Dark));
    assert_eq!((client.theme, asked.inspect()), (Theme::Dark, vec![]));
}
