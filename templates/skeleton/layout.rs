//! The layout `{{ layout }}`.

use contract::{{ client }}::{{ module }}::{Context, Model, Msg, {{ trait_name }}};
{%- if has_model %}
use rally_runtime::effect::Effect;
{%- else %}
use rally_runtime::effect::{self, Effect};
{%- endif %}
use rally_runtime::html::{self, Element};
use rally_runtime::page::Content;

{% for line in docs -%}
///{{ line }}
{% endfor -%}
pub struct {{ layout }};

impl {{ trait_name }} for {{ layout }} {
    fn init(_cx: &Context) -> (Model, Effect<Msg>) {
        {% if has_model -%}
        todo!("the first state of {{ layout }}")
        {%- else -%}
        (Model {}, effect::none())
        {%- endif %}
    }
{# Without messages there is nothing that could arrive. #}
    fn update(_model: &mut Model, {% if has_messages %}_{% endif %}msg: Msg, _cx: &Context) -> Effect<Msg> {
        {% if has_messages -%}
        todo!("the next state of {{ layout }}")
        {%- else -%}
        match msg {}
        {%- endif %}
    }

    fn view(_model: &Model, _cx: &Context, content: Content) -> Element<Msg> {
        html::div([], [content.into()])
    }
}
