//! WebSocket frames, as far as a load generator needs them: made by a client, read from a server.

/// What a frame carries (RFC 6455, section 5.2).
pub(crate) mod opcode {
    pub(crate) const TEXT: u8 = 1;
    pub(crate) const BINARY: u8 = 2;
    pub(crate) const CLOSE: u8 = 8;
    pub(crate) const PING: u8 = 9;
    pub(crate) const PONG: u8 = 10;
}

/// Writes a client's frame over what is in `to`. The mask is all zeros: a server takes it off like any other.
pub(crate) fn from_client(opcode: u8, payload: &[u8], to: &mut Vec<u8>) {
    to.clear();
    head(opcode, payload.len(), 0x80, to);
    to.extend_from_slice(&[0; 4]);
    to.extend_from_slice(payload);
}

/// Writes a server's frame over what is in `to`.
pub(crate) fn from_server(opcode: u8, payload: &[u8], to: &mut Vec<u8>) {
    to.clear();
    head(opcode, payload.len(), 0, to);
    to.extend_from_slice(payload);
}

fn head(opcode: u8, length: usize, mask: u8, to: &mut Vec<u8>) {
    to.push(0x80 | opcode);
    match length {
        0..=125 => to.push(mask | length as u8),
        126..=0xffff => {
            to.push(mask | 126);
            to.extend_from_slice(&(length as u16).to_be_bytes());
        }
        _ => {
            to.push(mask | 127);
            to.extend_from_slice(&(length as u64).to_be_bytes());
        }
    }
}

/// A frame that is all there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Whole<'a> {
    pub(crate) opcode: u8,
    /// As it came: a client's is still masked, with the mask in front.
    pub(crate) payload: &'a [u8],
    /// How many bytes the frame has with its head.
    pub(crate) length: usize,
}

/// The first frame of some bytes; none as long as a part of it is missing.
pub(crate) fn first(bytes: &[u8]) -> Option<Whole<'_>> {
    let [first, second, ..] = *bytes else { return None };
    let (length, head) = match second & 0x7f {
        126 => (usize::from(u16::from_be_bytes(bytes.get(2..4)?.try_into().ok()?)), 4),
        127 => (usize::try_from(u64::from_be_bytes(bytes.get(2..10)?.try_into().ok()?)).ok()?, 10),
        short => (usize::from(short), 2),
    };
    let masked = if second & 0x80 == 0 { 0 } else { 4 };
    let end = head + masked + length;
    Some(Whole { opcode: first & 0x0f, payload: bytes.get(head..end)?, length: end })
}

/// Takes the mask off a client's payload.
pub(crate) fn unmask(masked: &[u8], to: &mut Vec<u8>) {
    to.clear();
    let (mask, payload) = masked.split_at(4);
    to.extend(payload.iter().zip(mask.iter().cycle()).map(|(byte, mask)| byte ^ mask));
}
