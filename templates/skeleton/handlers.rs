//! What the server answers for page `{{ page }}`.

{% for line in imports -%}
{{ line }}
{% endfor %}
use crate::ServerContext;

impl {{ trait_name }} for ServerContext {
{%- if let Some(load) = load %}
{%- for line in load.docs %}
    ///{{ line }}
{%- endfor %}
    async fn load(&self, _rq: &Request{{ params_argument }}) -> LoadResult<{{ load.data }}> {
        todo!("the data of {{ page }}")
    }
{% endif %}
{%- for call in calls %}
{%- for line in call.docs %}
    ///{{ line }}
{%- endfor %}
    async fn {{ call.handler }}(&self, _rq: &Request{{ params_argument }}, _msg: {{ call.name }}) -> {{ call.result }} {
        todo!("the answer of {{ call.rpc }}")
    }
{% endfor %}
}
