//! Messages from bytes and back: a header with a length, then JSON.
//!
//! `lsp-server` brings the types of messages. Its reader is not used, because it ends at the first message
//! that it cannot read and believes whatever length a header says; here one bad message is one bad message.

use std::io::{BufRead, Read, Write};
use std::sync::mpsc::SyncSender;

use lsp_server::{ErrorCode, Message};
use serde_json::{Value, json};

/// Longest message, in bytes; longer ones are passed over.
const LONGEST: u64 = 64 << 20;
/// Longest line of a header.
const LONGEST_HEADER: u64 = 8 << 10;

/// What came in.
#[derive(Debug)]
pub(super) enum Incoming {
    /// A message.
    Message(Message),
    /// Something that is none, and why.
    Malformed(ErrorCode, String),
}

/// Reads until the input ends or nobody listens any more.
pub(super) fn read(input: &mut impl BufRead, to: &SyncSender<Incoming>) {
    while let Ok(Some(incoming)) = next(input) {
        if to.send(incoming).is_err() {
            return;
        }
    }
}

/// The next message; `None` at the end of the input.
fn next(input: &mut impl BufRead) -> std::io::Result<Option<Incoming>> {
    let Some(length) = length(input)? else { return Ok(None) };
    let length = match length {
        Ok(length) => length,
        Err(message) => return Ok(Some(Incoming::Malformed(ErrorCode::ParseError, message))),
    };
    if length > LONGEST {
        std::io::copy(&mut input.take(length), &mut std::io::sink())?;
        let message = format!("a message has {length} bytes; at most {LONGEST} are read");
        return Ok(Some(Incoming::Malformed(ErrorCode::InvalidRequest, message)));
    }
    let mut body = Vec::new();
    input.take(length).read_to_end(&mut body)?;
    if (body.len() as u64) < length {
        return Ok(None);
    }
    Ok(Some(parse(&body)))
}

fn parse(body: &[u8]) -> Incoming {
    let value: Value = match serde_json::from_slice(body) {
        Ok(value) => value,
        Err(error) => return Incoming::Malformed(ErrorCode::ParseError, format!("not JSON: {error}")),
    };
    match serde_json::from_value(value) {
        Ok(message) => Incoming::Message(message),
        Err(_) => {
            let message = "neither a request nor a notification nor a response".to_owned();
            Incoming::Malformed(ErrorCode::InvalidRequest, message)
        }
    }
}

/// The length that a header says, or why it says none; nothing at the end of the input.
fn length(input: &mut impl BufRead) -> std::io::Result<Option<Result<u64, String>>> {
    let mut found = None;
    let mut any = false;
    loop {
        let mut line = Vec::new();
        if input.take(LONGEST_HEADER).read_until(b'\n', &mut line)? == 0 {
            return Ok(None);
        }
        let text = String::from_utf8_lossy(&line);
        let text = text.trim();
        if text.is_empty() {
            match found {
                Some(length) => return Ok(Some(Ok(length))),
                // Blank lines between messages do no harm.
                None if !any => continue,
                None => return Ok(Some(Err("a message without Content-Length".to_owned()))),
            }
        }
        any = true;
        if let Some((name, value)) = text.split_once(':')
            && name.trim().eq_ignore_ascii_case("content-length")
        {
            found = value.trim().parse().ok();
        }
    }
}

/// Writes a message.
pub(super) fn write(out: &mut dyn Write, message: &Message) -> std::io::Result<()> {
    message.write(&mut &mut *out)
}

/// Answers something that was no message, and whose id is therefore not known.
pub(super) fn refuse(out: &mut dyn Write, code: ErrorCode, message: &str) -> std::io::Result<()> {
    let error = json!({"jsonrpc": "2.0", "id": null, "error": {"code": code as i32, "message": message}});
    let body = error.to_string();
    write!(out, "Content-Length: {}\r\n\r\n{body}", body.len())?;
    out.flush()
}

#[cfg(test)]
mod tests {
    use super::{Incoming, next};

    /// One word for each message that is read.
    fn check(input: &str, expect: &[&str]) {
        let mut input = input.as_bytes();
        let mut found = Vec::new();
        while let Ok(Some(incoming)) = next(&mut input) {
            found.push(match incoming {
                Incoming::Message(lsp_server::Message::Notification(note)) => note.method,
                Incoming::Message(_) => "other".to_owned(),
                Incoming::Malformed(_, why) => why.split(':').next().unwrap_or("").to_owned(),
            });
        }
        assert_eq!(found, expect);
    }

    #[test]
    fn messages_follow_each_other() {
        let one = "Content-Length: 14\r\n\r\n{\"method\":\"a\"}";
        check(one, &["a"]);
        check(&format!("{one}{one}"), &["a", "a"]);
        check(&format!("\r\n\r\n{}", one.replace("\r\n", "\n")), &["a"]);
        check("content-length:14\r\nContent-Type: x\r\n\r\n{\"method\":\"a\"}", &["a"]);
    }

    #[test]
    fn a_bad_message_is_only_itself() {
        let good = "Content-Length: 14\r\n\r\n{\"method\":\"a\"}";
        check(&format!("Content-Length: 3\r\n\r\n{{a}}{good}"), &["not JSON", "a"]);
        check(
            &format!("Content-Length: 2\r\n\r\n[]{good}"),
            &["neither a request nor a notification nor a response", "a"],
        );
        check(&format!("Content-Length: many\r\n\r\n{good}"), &["a message without Content-Length", "a"]);
        check(&format!("Content-Length: 2\r\n\r\n\u{00ff}{good}"), &["not JSON", "a"]);
    }

    #[test]
    fn lengths_are_not_believed() {
        check(
            "Content-Length: 18446744073709551615\r\n\r\n{}",
            &["a message has 18446744073709551615 bytes; at most 67108864 are read"],
        );
        check("Content-Length: 14\r\n\r\n{\"met", &[]);
    }
}
