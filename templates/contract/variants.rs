{% for variant in variants %}
{%- for line in variant.docs %}
    ///{{ line }}
{%- endfor %}
    {{ variant.name }}{{ variant.payload }},
{%- endfor %}
