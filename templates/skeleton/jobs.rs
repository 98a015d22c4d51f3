//! The jobs of `{{ app }}`.

use generated_server::jobs::Jobs;

use crate::ServerContext;

impl Jobs for ServerContext {
{%- for method in methods %}
{%- include "skeleton/method.rs" %}
{% endfor %}
}
