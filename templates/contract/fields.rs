{% for field in fields %}
{%- for line in field.docs %}
    ///{{ line }}
{%- endfor %}
    pub {{ field.name }}: {{ field.ty }},
{%- endfor %}
