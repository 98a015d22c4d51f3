//! What the server answers for client `public`, page by page.

pub mod games_id;
pub mod home;
pub mod sign_in;

use contract::public::{ClientContext, ServerEverything, ServerNoteVisit};
use contract::{Everything, MemberView, Theme};
use generated_server::public::{PublicAuth, PublicServer};
use generated_server::{Member, queries};
use rally_runtime::server::{Fault, HandlerError, Request, RpcResult};
use rally_runtime::value::{Time, Uuid};

use crate::ServerContext;

impl PublicAuth for ServerContext {
    /// Members are known by their names.
    async fn resolve(&self, _rq: &Request, subject: &str) -> Result<Option<Member>, Fault> {
        Ok(queries::find_member(&self.db, subject).await?)
    }
}

impl PublicServer for ServerContext {
    async fn client_context(
        &self,
        _rq: &Request,
        who: Option<&Member>,
    ) -> Result<ClientContext, Fault> {
        let member = who.map(|member| MemberView {
            id: member.id,
            name: member.name.clone(),
        });
        let theme = Theme::Light;
        Ok(ClientContext { member, theme })
    }

    async fn server_note_visit(
        &self,
        _rq: &Request,
        msg: ServerNoteVisit,
        who: &Member,
    ) -> RpcResult<i64, String> {
        if msg.path.is_empty() {
            return Err(HandlerError::App(format!("{}, visit what?", who.name)));
        }
        Ok(1)
    }

    async fn server_everything(
        &self,
        _rq: &Request,
        _msg: ServerEverything,
        who: &Member,
    ) -> RpcResult<Everything> {
        let time = Time::from_unix_millis(1_582_977_600_000);
        Ok(Everything {
            int: i64::MIN,
            float: 0.5,
            boolean: true,
            string: who.name.clone(),
            bytes: vec![0, 255],
            time,
            date: "2020-02-29".parse()?,
            uuid: Uuid::from_bytes([7; 16]),
            decimal: "1.50".parse()?,
            json: "{\"a\":[1,null]}".parse()?,
            list: vec!["-0.01".parse()?],
            option: None,
            map: [(contract::Status::Live, vec![])].into(),
            days: ["2020-02-29".parse().map(|day| (day, (1, "x".to_owned())))?].into(),
            result: Ok(time),
        })
    }
}
