//! Rooms that were opened alike keep their materials once.

use crosstracks_protocol::room::Alike;

use super::rig::{Rig, pack, three_services};

#[test]
fn rooms_share_what_is_the_same_and_nothing_else() {
    let room = |pack, seed| Rig::with_people(pack, &[1, 1], seed).replayed();
    let (mut first, mut second) = (room(pack(), 1), room(pack(), 2));
    let (mut other, mut third) = (room(three_services(), 3), room(pack(), 4));
    let mut alike = Alike::of(&first);
    assert!(!alike.are_of(&second), "each has its own");
    for room in [&mut first, &mut second] {
        let before = room.clone();
        room.share(&mut alike);
        assert!(alike.are_of(room));
        assert_eq!(*room, before);
    }
    let before = other.clone();
    other.share(&mut alike);
    assert!(alike.are_of(&other) && !alike.are_of(&first));
    assert_eq!(other, before, "another pack stays what it is");
    third.share(&mut alike);
    assert!(alike.are_of(&third) && !alike.are_of(&other));
    assert_eq!(*third.pack(), pack());
}
