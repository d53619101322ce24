// Destinations and deliveries as the API tells of them.
#pragma once

#include <string>
#include <vector>

#include "messages/outbox.hpp"

namespace leadmill {

/// {"success":true,"destinations":[{"name","kind","state":"ok"|"retrying"|
/// "stopped","queued","queuedLeads","open","delivered","dead","oldestQueuedAt"?,
/// "stoppedAt"?,"reason"?}]}
std::string to_json(const std::vector<destination_view>& destinations);

/// {"success":true,"deliveries":[{"deliveryId","destination","event","jobIds",
/// "jobId"? (if it is one),"state","leads","attempts":[{"at","status"?,
/// "durationMs","error"?,"answer"?}],"createdAt","nextAttemptAt"?,"endedAt"?}],
/// "count","nextCursor"?}
std::string to_json(const delivery_page& page);

} // namespace leadmill
