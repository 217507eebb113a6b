//! Connections. On a socket what is sent comes in order, or it breaks and the rest is lost; where every message is
//! posted on its own, one may come twice, late or after another. What was sent on a connection that a client has
//! given up may still come to the server.

/// A connection.
pub(super) struct Connection {
    pub(super) client: usize,
    /// The life of the server in which it was made, and how that knows it.
    pub(super) member: Option<(u32, u64)>,
    /// Messages are posted one by one.
    pub(super) is_posted: bool,
    /// Nothing gets through any more.
    pub(super) is_broken: bool,
    /// When the last message of either direction arrives.
    pub(super) to_server: u64,
    pub(super) to_client: u64,
}

impl Connection {
    pub(super) fn new(client: usize, is_posted: bool) -> Self {
        Self { client, member: None, is_posted, is_broken: false, to_server: 0, to_client: 0 }
    }

    /// How the server knows it, if it is the one that it was made with.
    pub(super) fn member(&self, life: u32) -> Option<u64> {
        self.member.filter(|(then, _)| *then == life).map(|(_, member)| member)
    }
}
