//! Files replaced at once: whoever reads sees the old content or the new, never a part.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::Path;

/// Writes the content beside the file and moves it there. Links are followed, permissions stay.
pub(super) fn replace(path: &Path, content: &[u8]) -> io::Result<()> {
    let target = path.canonicalize().unwrap_or_else(|_| path.to_path_buf());
    let folder = target.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let name = target.file_name().unwrap_or_default().to_string_lossy();
    let beside = folder.join(format!(".{name}.{}.new", std::process::id()));
    let written = write(&beside, content).and_then(|()| {
        if let Ok(meta) = target.metadata() {
            fs::set_permissions(&beside, meta.permissions())?;
        }
        fs::rename(&beside, &target)
    });
    if written.is_err() {
        // It may not be there at all.
        let _ = fs::remove_file(&beside);
    }
    written
}

fn write(path: &Path, content: &[u8]) -> io::Result<()> {
    let mut file = File::create(path)?;
    file.write_all(content)?;
    file.sync_all()
}
