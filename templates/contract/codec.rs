{%- match codec.body -%}
{%- when CodecBody::Struct { fields } %}
impl rally_runtime::wire::Encode for {{ codec.path }} {
    fn encode(&self, {{ codec.out }}: &mut Vec<u8>) {
        rally_runtime::wire::Writer::fields({{ codec.out }}, {{ fields.len() }});
{%- for field in fields %}
        rally_runtime::wire::Encode::encode(&self.{{ field }}, {{ codec.out }});
{%- endfor %}
    }
}

impl rally_runtime::wire::Decode for {{ codec.path }} {
    fn decode(
        reader: &mut rally_runtime::wire::Reader<'_>,
    ) -> Result<Self, rally_runtime::wire::DecodeError> {
        reader.fields({{ fields.len() }}, |{{ codec.reader }}| {
            Ok(Self {
{%- for field in fields %}
                {{ field }}: rally_runtime::wire::Decode::decode(reader)?,
{%- endfor %}
            })
        })
    }
}
{%- when CodecBody::Enum { variants } %}
impl rally_runtime::wire::Encode for {{ codec.path }} {
    fn encode(&self, {{ codec.out }}: &mut Vec<u8>) {
        match {% if variants.is_empty() %}*{% endif %}self {
{%- for variant in variants %}
{%- if variant.bindings.is_empty() %}
            Self::{{ variant.name }} => rally_runtime::wire::Writer::unit_variant({{ codec.out }}, {{ variant.tag }}),
{%- else %}
            Self::{{ variant.name }}{{ variant.pattern }} => {
                rally_runtime::wire::Writer::variant({{ codec.out }}, {{ variant.tag }}, {{ variant.bindings.len() }});
{%- for binding in variant.bindings %}
                rally_runtime::wire::Encode::encode({{ binding }}, {{ codec.out }});
{%- endfor %}
            }
{%- endif %}
{%- endfor %}
        }
    }
}

impl rally_runtime::wire::Decode for {{ codec.path }} {
    fn decode(
        reader: &mut rally_runtime::wire::Reader<'_>,
    ) -> Result<Self, rally_runtime::wire::DecodeError> {
        reader.variant(|tag, fields, {{ codec.reader }}| match (tag, fields) {
{%- for variant in variants %}
            ({{ variant.tag }}, {{ variant.bindings.len() }}) => Ok(Self::{{ variant.name }}{{ variant.construction }}),
{%- endfor %}
            _ => Err(rally_runtime::wire::DecodeError::UnknownVariant),
        })
    }
}
{%- endmatch %}
