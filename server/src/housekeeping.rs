//! What a server does now and then without being asked: it deletes rooms at their date.

use std::{sync::Arc, time::Duration};

use crosstracks_protocol::stamp::Timestamp;
use tracing::{info, warn};

use crate::{
    app::App,
    clock,
    log::{EventLog, LogError},
    registry::Registry,
};

/// How often it looks.
const EVERY: Duration = Duration::from_secs(60 * 60);

/// Keeps house until the server stops.
pub(crate) async fn run(app: Arc<App>) {
    loop {
        if let Err(error) = sweep(&*app.log, &app.rooms, clock::now()).await {
            warn!(%error, "rooms that are kept no longer were not all deleted");
        }
        tokio::select! {
            () = app.stop.cancelled() => return,
            () = tokio::time::sleep(EVERY) => {}
        }
    }
}

/// Deletes what is kept no longer, and says goodbye to whoever still looks at it.
pub(crate) async fn sweep(log: &dyn EventLog, rooms: &Registry, now: Timestamp) -> Result<(), LogError> {
    for room in log.due(now).await? {
        if log.purge(&room).await? {
            info!(%room, "room deleted at its date");
        }
        rooms.end(&room).await;
    }
    Ok(())
}
