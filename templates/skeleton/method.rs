{%- for line in method.docs %}
    ///{{ line }}
{%- endfor %}
    async fn {{ method.name }}(&self{{ method.arguments }}) -> {{ method.result }} {
        todo!("{{ method.about }}")
    }
