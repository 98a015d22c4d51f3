        {%- if mount.state.is_some() %}
        let route = Route::parse(url)?;
        let arrival = rally_runtime::page::Arrival { route: route.clone(), url, data, now, entry };
        match route {
        {%- else %}
        match Route::parse(url)? {
        {%- endif %}
{%- for arm in mount.arms %}
            {{ arm.pattern }} => {{ arm.call }},
{%- endfor %}
        }
