{%- for line in declaration.docs %}
///{{ line }}
{%- endfor %}
{%- match declaration.body -%}
{%- when DeclarationBody::Struct { fields } %}
#[derive({{ declaration.derives }})]
pub struct {{ declaration.name }} {
{%- include "contract/fields.rs" %}
}
{%- when DeclarationBody::Enum { variants } %}
#[derive({{ declaration.derives }})]
pub enum {{ declaration.name }} {
{%- include "contract/variants.rs" %}
}
{%- endmatch %}
{%- include "contract/words.rs" %}
