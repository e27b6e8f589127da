"""What people can do, one verb a function: ``(context, request, progress)`` in, a result out."""
