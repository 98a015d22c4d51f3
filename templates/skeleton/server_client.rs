//! What the server answers for client `{{ client }}`, page by page.
{% for declaration in declarations %}
{{ declaration }}
{%- endfor %}
{%- if !implementations.is_empty() %}

use crate::ServerContext;
{%- endif %}
{%- for implementation in implementations %}

impl {{ implementation.path }} for ServerContext {
{%- for method in implementation.methods %}
{%- include "skeleton/method.rs" %}
{% endfor %}
}
{%- endfor %}
