//! The handlers of client `{{ client }}`, page by page.
{% for declaration in declarations %}
{{ declaration }}
{%- endfor %}
