//! The handlers of client `{{ client }}`, page by page.
{% for page in pages %}
pub mod {{ page }};
{%- endfor %}
