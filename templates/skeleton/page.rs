//! The page `{{ page }}` at {{ route }}.

use contract::{{ client }}::{{ module }}::{Context, {{ trait_name }}, Model, Msg{% if has_topics %}, Topic{% endif %}};
{%- if has_model %}
use rally_runtime::effect::Effect;
{%- else %}
use rally_runtime::effect::{self, Effect};
{%- endif %}
use rally_runtime::html::{self, Element};

{% for line in docs -%}
///{{ line }}
{% endfor -%}
pub struct {{ page }};

impl {{ trait_name }} for {{ page }} {
    fn init({{ init_argument }}_cx: &Context) -> (Model, Effect<Msg>) {
        {% if has_model -%}
        todo!("the first state of {{ page }}")
        {%- else -%}
        (Model {}, effect::none())
        {%- endif %}
    }
{# Without messages there is nothing that could arrive. #}
    fn update(_model: &mut Model, {% if has_messages %}_{% endif %}msg: Msg, _cx: &Context) -> Effect<Msg> {
        {% if has_messages -%}
        todo!("the next state of {{ page }}")
        {%- else -%}
        match msg {}
        {%- endif %}
    }

    fn view(_model: &Model, _cx: &Context) -> Element<Msg> {
        html::main([], [html::h1([], [html::text("{{ page }}")])])
    }
{%- if has_topics %}

    fn subscriptions(_model: &Model, _cx: &Context) -> Vec<Topic> {
        Vec::new()
    }
{%- endif %}
}
