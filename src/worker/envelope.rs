//! How a message is sent: its plain data as postcard bytes, and its buffers beside them, so that a large buffer is not copied
//! into the message and out of it.

use serde::Serialize;
use serde::de::DeserializeOwned;

use super::bytes::Bytes;

/// A message between the page and a worker.
///
/// # Examples
/// ```
/// use bandit_playground::worker::bytes::Bytes;
/// use bandit_playground::worker::envelope::{Message, pack, unpack};
/// use serde::{Deserialize, Serialize};
///
/// #[derive(Serialize, Deserialize)]
/// struct File {
///     name: String,
///     content: Bytes,
/// }
///
/// impl Message for File {
///     fn buffers(&mut self) -> Vec<&mut Bytes> {
///         vec![&mut self.content]
///     }
/// }
///
/// let file = File { name: "ratings.csv".to_owned(), content: Bytes::from(vec![1, 2, 3]) };
/// let (header, buffers) = pack(file).expect("it can be sent");
/// assert_eq!(buffers.len(), 1);
/// let file: File = unpack(&header, buffers).expect("it is the same message");
/// assert_eq!(file.name, "ratings.csv");
/// ```
pub trait Message: Serialize + DeserializeOwned {
    /// Its buffers, in an order that depends only on its plain data.
    fn buffers(&mut self) -> Vec<&mut Bytes>;
}

/// The plain data of a message as bytes, and its buffers. None where it can't be serialized, which no message does.
pub fn pack(mut message: impl Message) -> Option<(Vec<u8>, Vec<Bytes>)> {
    let header = postcard::to_allocvec(&message).ok()?;
    Some((header, message.buffers().into_iter().map(std::mem::take).collect()))
}

/// The message of these parts; none where they are no such message, or its buffers are more or fewer.
pub fn unpack<M: Message>(header: &[u8], buffers: Vec<Bytes>) -> Option<M> {
    let mut message: M = postcard::from_bytes(header).ok()?;
    let places = message.buffers();
    if places.len() != buffers.len() {
        return None;
    }
    places.into_iter().zip(buffers).for_each(|(place, buffer)| *place = buffer);
    Some(message)
}
