{%- for line in method.docs %}
    ///{{ line }}
{%- endfor %}
    fn {{ method.name }}(
        &self,
{%- for argument in method.arguments %}
        {{ argument.name }}: {{ argument.ty }},
{%- endfor %}
    ) -> impl Future<Output = {{ method.result }}>;
