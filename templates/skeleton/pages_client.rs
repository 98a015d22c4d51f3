//! The state that all pages of client `{{ client }}` share.

use contract::{{ client }}::{ClientContext, ContextMsg, {{ trait_name }}};
use rally_runtime::effect::Effect;

/// What changes the state that all pages share.
pub struct {{ name }};

impl {{ trait_name }} for {{ name }} {
    fn update_context(_context: &mut ClientContext, _msg: ContextMsg) -> Effect<ContextMsg> {
        todo!("the next state that all pages share")
    }
}
