//! Folders of results that are foreign, shared, damaged, or made by another build of the program: nothing outside of them is
//! touched, nothing in them is taken for what it is not, and what is printed about them works.

mod builds;
mod foreign;
mod support;
mod together;
