//! The head of one HTTP/1.1 request.

use tokio::io::AsyncReadExt;

/// The bytes up to and with the empty line.
#[derive(Debug)]
pub(crate) struct Head {
    bytes: Vec<u8>,
    text: String,
}

/// Reads the next head; `pending` holds what has been read beyond it. `None` where the browser has hung up.
pub(crate) async fn read_head<R: AsyncReadExt + Unpin>(
    from: &mut R,
    pending: &mut Vec<u8>,
) -> std::io::Result<Option<Head>> {
    let mut buffer = vec![0; 16 * 1024];
    loop {
        if let Some(end) = pending.windows(4).position(|window| window == b"\r\n\r\n") {
            let bytes: Vec<u8> = pending.drain(..end + 4).collect();
            let text = String::from_utf8_lossy(&bytes).into_owned();
            return Ok(Some(Head { bytes, text }));
        }
        let read = from.read(&mut buffer).await?;
        if read == 0 {
            return Ok(None);
        }
        pending.extend_from_slice(&buffer[..read]);
    }
}

impl Head {
    pub(crate) fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// `GET /app.css`
    pub(crate) fn line(&self) -> String {
        let mut words = self.text.split(' ');
        let method = words.next().unwrap_or_default();
        format!("{method} {}", words.next().unwrap_or_default())
    }

    pub(crate) fn path(&self) -> &str {
        self.text.split(' ').nth(1).unwrap_or_default()
    }

    pub(crate) fn is_upgrade(&self) -> bool {
        self.header("upgrade")
            .is_some_and(|value| value.eq_ignore_ascii_case("websocket"))
    }

    pub(crate) fn content_length(&self) -> usize {
        self.header("content-length")
            .and_then(|value| value.parse().ok())
            .unwrap_or(0)
    }

    fn header(&self, name: &str) -> Option<&str> {
        self.text.lines().skip(1).find_map(|line| {
            let (header, value) = line.split_once(':')?;
            header.eq_ignore_ascii_case(name).then(|| value.trim())
        })
    }
}
