//! Where things end: disks that are full, readers that go away, stops that are asked for, and sizes that no machine holds.

mod output;
mod resources;
mod shards;
mod stops;
