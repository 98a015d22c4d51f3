//! The pages of client `{{ client }}`.
{% for page in pages %}
pub mod {{ page }};
{%- endfor %}
