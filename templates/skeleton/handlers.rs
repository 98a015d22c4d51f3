//! What the server answers for page `{{ page }}`.

{% for line in imports -%}
{{ line }}
{% endfor %}
use crate::ServerContext;

impl {{ trait_name }} for ServerContext {
{%- for method in methods %}
{%- include "skeleton/method.rs" %}
{% endfor %}
}
