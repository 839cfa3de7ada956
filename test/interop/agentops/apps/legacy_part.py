"""A process that joins a session by its id, and ends its part."""
import sys

import agentops
from agentops import ActionEvent

agentops.init(auto_start_session=False, max_wait_time=200)
session = agentops.start_session(tags=["part"], inherited_session_id=sys.argv[1])
session.record(ActionEvent(action_type="in the part"))
print(session.end_session("Fail", "the part's own reason"))
