{%- for line in call.docs %}
///{{ line }}
{%- endfor %}
#[derive(Debug, Clone, PartialEq)]
pub struct {{ call.name }} {
{%- let fields = call.arguments %}
{%- include "contract/fields.rs" %}
}
