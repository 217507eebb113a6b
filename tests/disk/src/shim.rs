//! SQLite's own file system with a listener in front: a copy of it becomes the default, whose files are the real ones
//! with five of their functions replaced. Files in folders that nobody watches are passed through.

#![expect(unsafe_code, reason = "SQLite's file system is an interface of C")]

use std::{
    collections::BTreeMap,
    ffi::{CStr, c_char, c_int, c_void},
    path::{Path, PathBuf},
    ptr, slice,
    sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError},
};

use rusqlite::ffi::{
    SQLITE_OK, sqlite3_file, sqlite3_int64, sqlite3_io_methods, sqlite3_vfs, sqlite3_vfs_find,
    sqlite3_vfs_register,
};

use crate::{Call, Disk};

/// An open file.
#[derive(Clone)]
struct Open {
    /// What the file can do without a listener.
    below: &'static sqlite3_io_methods,
    /// Who listens, and the file's name in its folder.
    watched: Option<(Arc<Disk>, Arc<str>)>,
}

#[derive(Default)]
struct State {
    folders: BTreeMap<PathBuf, Arc<Disk>>,
    /// By where SQLite keeps the file's handle, which stays in place while it is open.
    files: BTreeMap<usize, Open>,
    /// By what was replaced: there is one for each way of locking.
    replaced: BTreeMap<usize, &'static sqlite3_io_methods>,
}

static STATE: Mutex<State> =
    Mutex::new(State { folders: BTreeMap::new(), files: BTreeMap::new(), replaced: BTreeMap::new() });

fn state() -> MutexGuard<'static, State> {
    STATE.lock().unwrap_or_else(PoisonError::into_inner)
}

/// SQLite's own file system, as an address: it lasts as long as the process.
static BELOW: OnceLock<usize> = OnceLock::new();

fn below() -> *mut sqlite3_vfs {
    BELOW.get().copied().unwrap_or_default() as *mut sqlite3_vfs
}

/// Has a disk hear of everything that SQLite does in a folder from now on.
pub(crate) fn watch(folder: &Path, disk: Arc<Disk>) {
    BELOW.get_or_init(|| {
        // Safety: SQLite's list of file systems is its own and safe to ask; what is found lasts for ever, and so do
        // the copy and its name, which are never freed.
        unsafe {
            let below = sqlite3_vfs_find(ptr::null());
            let mut copy = *below;
            copy.pNext = ptr::null_mut();
            copy.zName = c"crosstracks-faulty-disk".as_ptr();
            copy.xOpen = Some(open);
            copy.xDelete = Some(delete);
            sqlite3_vfs_register(Box::leak(Box::new(copy)), 1);
            below as usize
        }
    });
    state().folders.insert(folder.to_owned(), disk);
}

/// Stops that.
pub(crate) fn forget(folder: &Path) {
    state().folders.remove(folder);
}

fn watched(name: *const c_char) -> Option<(Arc<Disk>, Arc<str>)> {
    if name.is_null() {
        return None;
    }
    // Safety: SQLite hands in a text that ends in a zero.
    let path = Path::new(unsafe { CStr::from_ptr(name) }.to_str().ok()?);
    let disk = Arc::clone(state().folders.get(path.parent()?)?);
    Some((disk, path.file_name()?.to_str()?.into()))
}

unsafe extern "C" fn open(
    _: *mut sqlite3_vfs,
    name: *const c_char,
    file: *mut sqlite3_file,
    flags: c_int,
    out: *mut c_int,
) -> c_int {
    let Some(real) = (unsafe { (*below()).xOpen }) else { return rusqlite::ffi::SQLITE_ERROR };
    let result = unsafe { real(below(), name, file, flags, out) };
    // Safety: what was opened has its functions, which last as long as the process.
    let Some(methods) = (unsafe { (*file).pMethods.as_ref::<'static>() }) else { return result };
    if result != SQLITE_OK {
        return result;
    }
    let watched = watched(name);
    let mut state = state();
    state.files.insert(file as usize, Open { below: methods, watched });
    let replaced = state.replaced.entry(ptr::from_ref(methods) as usize).or_insert_with(|| {
        Box::leak(Box::new(sqlite3_io_methods {
            xClose: Some(close),
            xRead: Some(read),
            xWrite: Some(write),
            xTruncate: Some(truncate),
            xSync: Some(sync),
            ..*methods
        }))
    });
    unsafe { (*file).pMethods = *replaced };
    result
}

unsafe extern "C" fn delete(_: *mut sqlite3_vfs, name: *const c_char, sync: c_int) -> c_int {
    if let Some((disk, name)) = watched(name)
        && let Err(code) = disk.hears(&name, Call::Delete)
    {
        return code;
    }
    let Some(real) = (unsafe { (*below()).xDelete }) else { return rusqlite::ffi::SQLITE_ERROR };
    unsafe { real(below(), name, sync) }
}

/// The file's own functions, and what its listener says to a call.
fn hears(file: *mut sqlite3_file, call: Call<'_>) -> Result<&'static sqlite3_io_methods, c_int> {
    let Some(Open { below, watched }) = state().files.get(&(file as usize)).cloned() else {
        return Err(rusqlite::ffi::SQLITE_MISUSE);
    };
    match watched {
        Some((disk, name)) => disk.hears(&name, call).map(|()| below),
        None => Ok(below),
    }
}

/// Passes a call on to the file's own function, unless its listener has it fail.
macro_rules! pass_on {
    ($call:expr, $method:ident($file:expr $(, $argument:expr)*)) => {
        match hears($file, $call) {
            Err(code) => code,
            Ok(below) => match below.$method {
                // Safety: these are SQLite's own function and its own arguments.
                Some(method) => unsafe { method($file $(, $argument)*) },
                None => rusqlite::ffi::SQLITE_MISUSE,
            },
        }
    };
}

unsafe extern "C" fn close(file: *mut sqlite3_file) -> c_int {
    let Some(open) = state().files.remove(&(file as usize)) else { return rusqlite::ffi::SQLITE_MISUSE };
    // Safety: the handle is as its file system made it once its own functions are back.
    unsafe {
        (*file).pMethods = open.below;
        open.below.xClose.map_or(SQLITE_OK, |close| close(file))
    }
}

unsafe extern "C" fn read(file: *mut sqlite3_file, to: *mut c_void, size: c_int, at: sqlite3_int64) -> c_int {
    pass_on!(Call::Read, xRead(file, to, size, at))
}

unsafe extern "C" fn write(
    file: *mut sqlite3_file,
    from: *const c_void,
    size: c_int,
    at: sqlite3_int64,
) -> c_int {
    // Safety: SQLite hands in as many bytes as it says.
    let bytes = unsafe { slice::from_raw_parts(from.cast::<u8>(), usize::try_from(size).unwrap_or(0)) };
    pass_on!(Call::Write(usize::try_from(at).unwrap_or(0), bytes), xWrite(file, from, size, at))
}

unsafe extern "C" fn truncate(file: *mut sqlite3_file, size: sqlite3_int64) -> c_int {
    pass_on!(Call::Truncate(usize::try_from(size).unwrap_or(0)), xTruncate(file, size))
}

unsafe extern "C" fn sync(file: *mut sqlite3_file, flags: c_int) -> c_int {
    pass_on!(Call::Sync, xSync(file, flags))
}
