//! The state that all pages of client `public` share.

use contract::public::{ClientContext, ContextMsg, PublicClient};
use rally_runtime::effect::{self, Effect};

/// What changes the state that all pages share.
pub struct Public;

impl PublicClient for Public {
    fn update_context(context: &mut ClientContext, msg: ContextMsg) -> Effect<ContextMsg> {
        match msg {
            ContextMsg::SetTheme(theme) => context.theme = theme,
            ContextMsg::Forget => context.member = None,
        }
        effect::none()
    }
}
