//! Somebody else's web site: one page, whatever is asked for.

use tokio::io::AsyncWriteExt;
use tokio::net::TcpListener;

/// A web site that runs until the test ends.
pub struct Site {
    port: u16,
}

impl Site {
    /// A site with this page.
    pub async fn start(page: String) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0))
            .await
            .expect("loopback has a free port");
        let address = listener
            .local_addr()
            .expect("a bound listener has an address");
        tokio::spawn(serve(listener, page));
        Self {
            port: address.port(),
        }
    }

    /// Where it listens.
    #[must_use]
    pub fn port(&self) -> u16 {
        self.port
    }
}

async fn serve(listener: TcpListener, page: String) {
    while let Ok((mut browser, _)) = listener.accept().await {
        let answer = format!(
            "HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{page}",
            page.len()
        );
        // The request does not matter; it is there when the browser has connected.
        tokio::spawn(async move {
            let _ = browser.readable().await;
            let mut request = [0; 16 * 1024];
            let _ = browser.try_read(&mut request);
            let _ = browser.write_all(answer.as_bytes()).await;
            let _ = browser.shutdown().await;
        });
    }
}
