"""The interview beside the call, and placing its notes afterwards."""
