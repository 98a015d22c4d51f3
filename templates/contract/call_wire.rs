impl rally_runtime::page::Rpc for {{ call.name }} {
    type Ok = {{ call.ok }};
    type Error = {{ call.error }};
    const METHOD: rally_runtime::page::MethodId = rally_runtime::page::MethodId({{ call.method }});
    const NAME: &'static str = {{ call.path_literal }};
}
{% if let Some(form) = call.form %}
impl rally_runtime::page::FormCall for {{ call.name }} {
    fn fields(&self) -> Vec<(&'static str, String)> {
        vec![
{%- for field in form %}
            ({{ field.literal }}, rally_runtime::page::FormValue::to_field(&self.{{ field.name }})),
{%- endfor %}
        ]
    }

    fn from_fields(
        {{ call.fields_name }}: &rally_runtime::page::FormFields,
    ) -> Result<Self, rally_runtime::page::FormError> {
        Ok(Self {
{%- for field in form %}
            {{ field.name }}: fields.read({{ field.literal }})?,
{%- endfor %}
        })
    }
}
{% endif %}
