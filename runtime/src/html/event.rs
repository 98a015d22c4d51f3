//! Events: which one, what is known of it, and the message it makes. All plain data, so that views are tested natively.

use std::time::Duration;

use super::attribute::{Attr, Attribute};
use super::tree::Message;
use crate::page::FormFields;

/// What is known of an event. Filled as far as the handler needs it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct EventData {
    /// What the control holds that the event happened to.
    pub value: String,
    /// Whether that control is checked.
    pub checked: bool,
    /// The key of a keyboard event.
    pub key: KeyPress,
    /// Place and buttons of a pointer or mouse event.
    pub pointer: Pointer,
    /// Alt, Ctrl and the like, of a keyboard or pointer event.
    pub modifiers: Modifiers,
    /// The fields of the form around the control.
    pub form: FormFields,
}

/// A key, pressed or released.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct KeyPress {
    /// What the key means: `a`, `Enter`, `ArrowUp`.
    pub key: String,
    /// Which key of the keyboard it is: `KeyA`.
    pub code: String,
    /// Whether it is held down.
    pub repeat: bool,
    /// Alt, Ctrl and the like.
    pub modifiers: Modifiers,
}

/// Keys held while something else happens.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Modifiers {
    /// Alt or Option.
    pub alt: bool,
    /// Ctrl.
    pub control: bool,
    /// Command or Windows.
    pub meta: bool,
    /// Shift.
    pub shift: bool,
}

/// Place and buttons of a pointer.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Pointer {
    /// Pixels from the left edge of the viewport.
    pub x: f64,
    /// Pixels from the top edge of the viewport.
    pub y: f64,
    /// Pixels from the left edge of the element.
    pub offset_x: f64,
    /// Pixels from the top edge of the element.
    pub offset_y: f64,
    /// The button that changed: 0 is the main one, -1 none.
    pub button: i16,
    /// All buttons that are down, one bit each.
    pub buttons: u16,
    /// Which pointer it is, where there are several.
    pub id: i32,
    /// Alt, Ctrl and the like.
    pub modifiers: Modifiers,
}

/// What a handler reads of an event; the rest is not fetched.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Needs {
    /// Nothing.
    Nothing,
    /// The control's value.
    Value,
    /// Whether the control is checked.
    Checked,
    /// The key.
    Key,
    /// The pointer.
    Pointer,
    /// The form's fields.
    Form,
    /// Everything.
    All,
}

/// When a message is delivered.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Timing {
    /// At once.
    Immediate,
    /// When there was no further event for so many milliseconds.
    Debounce(u32),
    /// At once, and then at most once in so many milliseconds, the last one always.
    Throttle(u32),
}

/// An event and the message it makes.
pub struct Listener<Decode: ?Sized = dyn Fn(&EventData) -> Option<Message>> {
    pub(crate) event: &'static str,
    pub(crate) key: Option<&'static str>,
    pub(crate) needs: Needs,
    pub(crate) prevents_default: bool,
    pub(crate) stops_propagation: bool,
    pub(crate) timing: Timing,
    pub(crate) decode: Decode,
}

impl Listener {
    fn new<Msg: 'static>(
        event: &'static str,
        needs: Needs,
        decode: impl Fn(&EventData) -> Option<Msg> + 'static,
    ) -> Box<Listener> {
        Box::new(Listener {
            event,
            key: None,
            needs,
            prevents_default: false,
            stops_propagation: false,
            timing: Timing::Immediate,
            decode: move |data: &EventData| {
                decode(data).map(|message| Box::new(message) as Message)
            },
        })
    }

    /// Whether a control with this handler shows what its view says, whatever was typed.
    pub(crate) fn controls(&self) -> bool {
        self.timing == Timing::Immediate && matches!(self.event, "input" | "change" | "click")
    }
}

impl<Msg> Attribute<Msg> {
    fn listener(mut self, change: impl FnOnce(&mut Listener)) -> Attribute<Msg> {
        if let Attr::On(listener) = &mut self.erased {
            change(listener);
        }
        self
    }

    /// Keeps the browser from doing what it would do at this event. Only for events.
    pub fn prevent_default(self) -> Attribute<Msg> {
        self.listener(|listener| listener.prevents_default = true)
    }

    /// Hides this event from the elements around this one. Only for events.
    pub fn stop_propagation(self) -> Attribute<Msg> {
        self.listener(|listener| listener.stops_propagation = true)
    }

    /// Delivers the last message when there was no further event for so long. Only for events.
    pub fn debounce(self, pause: Duration) -> Attribute<Msg> {
        self.listener(|listener| listener.timing = Timing::Debounce(milliseconds(pause)))
    }

    /// Delivers the first message at once and then one at most in each period, the last one always. Only for events.
    pub fn throttle(self, period: Duration) -> Attribute<Msg> {
        self.listener(|listener| listener.timing = Timing::Throttle(milliseconds(period)))
    }
}

fn milliseconds(duration: Duration) -> u32 {
    // Browsers keep timeouts as signed 32-bit numbers.
    u32::try_from(duration.as_millis())
        .unwrap_or(u32::MAX)
        .min(i32::MAX as u32)
}

fn listen<Msg: 'static>(
    event: &'static str,
    needs: Needs,
    decode: impl Fn(&EventData) -> Option<Msg> + 'static,
) -> Attribute<Msg> {
    Attribute::new(Attr::On(Listener::new(event, needs, decode)))
}

pub(crate) fn on_message<Msg: Clone + 'static>(
    event: &'static str,
    message: Msg,
) -> Attribute<Msg> {
    listen(event, Needs::Nothing, move |_| Some(message.clone()))
}

/// Any event by its name, such as one of a custom element. `decode` makes the message, or none.
pub fn on<Msg: 'static>(
    event: &'static str,
    decode: impl Fn(&EventData) -> Option<Msg> + 'static,
) -> Attribute<Msg> {
    listen(event, Needs::All, decode)
}

/// The control's value after every change by the user.
pub fn on_input<Msg: 'static>(to_msg: impl Fn(String) -> Msg + 'static) -> Attribute<Msg> {
    listen("input", Needs::Value, move |data| {
        Some(to_msg(data.value.clone()))
    })
}

/// The control's value when the user is done changing it, or chose an option.
pub fn on_change<Msg: 'static>(to_msg: impl Fn(String) -> Msg + 'static) -> Attribute<Msg> {
    listen("change", Needs::Value, move |data| {
        Some(to_msg(data.value.clone()))
    })
}

/// Whether the box is checked, after the user changed it.
pub fn on_check<Msg: 'static>(to_msg: impl Fn(bool) -> Msg + 'static) -> Attribute<Msg> {
    listen("change", Needs::Checked, move |data| {
        Some(to_msg(data.checked))
    })
}

/// The form is submitted. The browser does not send it.
pub fn on_submit<Msg: Clone + 'static>(message: Msg) -> Attribute<Msg> {
    on_message("submit", message).prevent_default()
}

/// The form is submitted: its fields. The browser does not send it.
pub fn on_submit_form<Msg: 'static>(
    to_msg: impl Fn(FormFields) -> Msg + 'static,
) -> Attribute<Msg> {
    listen("submit", Needs::Form, move |data| {
        Some(to_msg(data.form.clone()))
    })
    .prevent_default()
}

/// This key goes down: `on_key("Enter", Msg::Send)`. Names are those of `KeyboardEvent.key`.
pub fn on_key<Msg: Clone + 'static>(key: &'static str, message: Msg) -> Attribute<Msg> {
    on_message("keydown", message).listener(|listener| listener.key = Some(key))
}

/// A key goes down. `to_msg` gives the message, or none for keys that do not matter.
pub fn on_key_down<Msg: 'static>(
    to_msg: impl Fn(KeyPress) -> Option<Msg> + 'static,
) -> Attribute<Msg> {
    listen("keydown", Needs::Key, move |data| to_msg(data.key.clone()))
}

/// A key goes up. `to_msg` gives the message, or none for keys that do not matter.
pub fn on_key_up<Msg: 'static>(
    to_msg: impl Fn(KeyPress) -> Option<Msg> + 'static,
) -> Attribute<Msg> {
    listen("keyup", Needs::Key, move |data| to_msg(data.key.clone()))
}

macro_rules! pointer_events {
    ($($doc:literal $function:ident $event:literal;)*) => { $(
        #[doc = $doc]
        pub fn $function<Msg: 'static>(to_msg: impl Fn(Pointer) -> Msg + 'static) -> Attribute<Msg> {
            listen($event, Needs::Pointer, move |data| Some(to_msg(data.pointer)))
        }
    )* };
}

pointer_events! {
    "A pointer goes down." on_pointer_down "pointerdown";
    "A pointer goes up." on_pointer_up "pointerup";
    "A pointer moves. Consider [`throttle`](Attribute::throttle)." on_pointer_move "pointermove";
    "The browser takes the pointer over, for scrolling for example." on_pointer_cancel "pointercancel";
    "A pointer comes over the element." on_pointer_enter "pointerenter";
    "A pointer leaves the element." on_pointer_leave "pointerleave";
    "A pointer comes over the element or one inside it." on_pointer_over "pointerover";
    "A pointer leaves the element or one inside it." on_pointer_out "pointerout";
    "A click, with its place." on_click_at "click";
    "The wheel turns over the element." on_wheel "wheel";
}

macro_rules! message_events {
    ($($doc:literal $function:ident $event:literal;)*) => { $(
        #[doc = $doc]
        pub fn $function<Msg: Clone + 'static>(message: Msg) -> Attribute<Msg> {
            on_message($event, message)
        }
    )* };
}

message_events! {
    "A click, a tap, or Enter on a button or link." on_click "click";
    "Two clicks in short order." on_double_click "dblclick";
    "The other mouse button, or a long tap." on_context_menu "contextmenu";
    "The element gets the focus." on_focus "focus";
    "The element loses the focus." on_blur "blur";
    "The element or one inside it gets the focus." on_focus_in "focusin";
    "The element or one inside it loses the focus." on_focus_out "focusout";
    "The mouse comes over the element." on_mouse_enter "mouseenter";
    "The mouse leaves the element." on_mouse_leave "mouseleave";
    "The form goes back to its first values." on_reset "reset";
    "A control's value is not valid when the form is submitted." on_invalid "invalid";
    "Some text is selected." on_select "select";
    "Something is copied." on_copy "copy";
    "Something is cut." on_cut "cut";
    "Something is pasted." on_paste "paste";
    "The element scrolls." on_scroll "scroll";
    "The element is done scrolling." on_scroll_end "scrollend";
    "An image or frame is loaded." on_load "load";
    "An image, frame or medium failed to load." on_error "error";
    "A `details` or popover opens or closes." on_toggle "toggle";
    "A dialog is closed." on_close "close";
    "A dialog is about to be closed by the user." on_cancel "cancel";
    "The element is being dragged." on_drag "drag";
    "Dragging begins." on_drag_start "dragstart";
    "Dragging ends." on_drag_end "dragend";
    "Something is dragged onto the element." on_drag_enter "dragenter";
    "Something is dragged off the element." on_drag_leave "dragleave";
    "Something is dragged over the element." on_drag_over "dragover";
    "Something is dropped on the element." on_drop "drop";
    "A CSS transition ends." on_transition_end "transitionend";
    "A CSS animation begins." on_animation_start "animationstart";
    "A CSS animation ends." on_animation_end "animationend";
    "A CSS animation repeats." on_animation_iteration "animationiteration";
    "Playing begins or goes on." on_play "play";
    "Playing pauses." on_pause "pause";
    "The medium ends." on_ended "ended";
    "The medium's position changed." on_time_update "timeupdate";
    "The medium's volume changed." on_volume_change "volumechange";
    "The medium can be played." on_can_play "canplay";
    "Duration and size of the medium are known." on_loaded_metadata "loadedmetadata";
    "The medium waits for data." on_waiting "waiting";
    "A touch begins." on_touch_start "touchstart";
    "A touch ends." on_touch_end "touchend";
    "A touch moves." on_touch_move "touchmove";
    "A touch is interrupted." on_touch_cancel "touchcancel";
    "The element enters or leaves full screen." on_fullscreen_change "fullscreenchange";
}
