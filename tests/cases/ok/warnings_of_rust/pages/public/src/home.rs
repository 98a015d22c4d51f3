fn update(model: &mut Model, msg: Msg) -> Effect<Msg> {
    match msg {
        Msg::Clicked => effect::rpc(ServerSend {}, Msg::Sent),
        Msg::Forgotten(_) | Msg::Ticked(_) | Msg::Sent(_) | Msg::Kept(_) => effect::none(),
    }
}

fn view(model: &Model) -> Element<Msg> {
    html::button([html::on_click(Msg::Clicked)], [])
}
