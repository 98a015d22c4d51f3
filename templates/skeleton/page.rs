//! The page `{{ page }}` at `{{ route }}`.

use contract::{{ client }}::{{ module }}::{Context, {{ trait_name }}, Model, Msg};
use rally_runtime::effect::Effect;
use rally_runtime::html::Element;

{% for line in docs -%}
///{{ line }}
{% endfor -%}
pub struct {{ page }};

impl {{ trait_name }} for {{ page }} {
    fn init({{ init_argument }}_cx: &Context) -> (Model, Effect<Msg>) {
        todo!("the first state of {{ page }}")
    }

    fn update(_model: &mut Model, _msg: Msg, _cx: &Context) -> Effect<Msg> {
        todo!("the next state of {{ page }}")
    }

    fn view(_model: &Model, _cx: &Context) -> Element<Msg> {
        todo!("what {{ page }} shows")
    }
}
